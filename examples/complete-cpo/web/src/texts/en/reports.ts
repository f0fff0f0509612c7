export const reports = {
  reports: {
    title: "Usage",
    span: "Months of the report",
    months: (count: number) => (count === 1 ? "This month" : `${count} months`),
    empty: "Nothing was charged in these months.",
    emptyHint: "Charges count once they are billed.",
    carbon: "Emissions",
    carbonUnknown: (energy: string) => `without ${energy} at locations whose energy mix is not known`,
    carbonPer: (grams: string) => `${grams} g CO₂ per kWh`,
    byMonth: "Energy and revenue by month",
    byHour: "Energy by hour of the week",
    byLocation: "By location",
    hour: (day: string, hour: number, energy: string, charges: number) => `${day} ${hour}:00: ${energy}, ${charges} charges began`,
    hourHint: "Local time of each location; the energy of a charge is spread evenly over it.",
  },
};
