export const locations = {
  locations: {
    title: "Locations",
    add: "Add location",
    empty: "No locations yet.",
    emptyHint: "A location has an address, a time zone and EVSEs. Tariffs and opening hours follow it.",
    evses: (count: number) => (count === 1 ? "1 EVSE" : `${count} EVSEs`),
    name: "Name",
    address: "Street and number",
    city: "City",
    postalCode: "Postal code",
    country: "Country (three letters)",
    latitude: "Latitude",
    longitude: "Longitude",
    timeZone: "Time zone",
    id: "Location id",
  },
};
