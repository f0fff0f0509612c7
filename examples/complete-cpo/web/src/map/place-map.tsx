import "leaflet/dist/leaflet.css";
import "./place-map.css";
import { circleMarker, control, divIcon, latLngBounds, layerGroup, map as createMap, marker as createMarker, popup as createPopup, tileLayer, type Map, type Marker } from "leaflet";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { clustersOf } from "./clusters.ts";

/** Something on the map: how many of how many charging points are free there. */
export interface Mark {
  readonly id: string;
  readonly name: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly available: number;
  readonly isOpen: boolean;
  /** What the mark says, in words. */
  readonly says: string;
}

export interface Position {
  readonly latitude: number;
  readonly longitude: number;
}

/** What is seen: its middle, and how far its corners are from there. */
export interface View extends Position {
  readonly radiusKm: number;
}

export interface MapWords {
  readonly map: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly close: string;
  readonly youAreHere: string;
  readonly several: (marks: readonly Mark[]) => string;
}

/** Marks that are nearer become one. */
const APART = 40;
const DEEPEST = 19;
const NEAR = 14;

/** A map on tiles of a service, with a mark for each place: by colour, by shape and by the number of what is free. */
export function PlaceMap({ tiles, marks, here, words, onView, detailsOf }: {
  readonly tiles: { readonly template: string; readonly attribution: string };
  readonly marks: readonly Mark[];
  readonly here?: Position | undefined;
  readonly words: MapWords;
  readonly onView: (view: View) => void;
  /** What is told of a mark that somebody chose. */
  readonly detailsOf: (id: string) => ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [stage, setStage] = useState<Stage>();
  const [chosen, setChosen] = useState<{ readonly id: string; readonly into: HTMLElement }>();
  const tell = useRef(onView);
  tell.current = onView;

  useEffect(() => {
    if (frame.current === null) return;
    const opened = openStage(frame.current, { tiles, words, choose: (id, into) => setChosen(id === undefined || into === undefined ? undefined : { id, into }) });
    opened.map.on("moveend", () => tell.current(viewOf(opened.map)));
    setStage(opened);
    return () => {
      setStage(undefined);
      opened.map.remove();
    };
    // The words of a language and the settings of a server stay while the page does.
  }, []);
  useEffect(() => stage?.show(marks), [stage, marks]);
  useEffect(() => stage?.stand(here), [stage, here?.latitude, here?.longitude]);

  return (
    <>
      <div ref={frame} className="place-map" role="region" aria-label={words.map} />
      {chosen === undefined ? null : createPortal(detailsOf(chosen.id), chosen.into)}
    </>
  );
}

interface Stage {
  readonly map: Map;
  show(marks: readonly Mark[]): void;
  stand(here: Position | undefined): void;
}

interface StagePorts {
  readonly tiles: { readonly template: string; readonly attribution: string };
  readonly words: MapWords;
  readonly choose: (id: string | undefined, into?: HTMLElement) => void;
}

/** The map without React: it keeps its marks while they stay the same, so that neither focus nor popup is lost when news come. */
function openStage(element: HTMLElement, { tiles, words, choose }: StagePorts): Stage {
  const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = createMap(element, { zoomControl: false, maxZoom: DEEPEST, scrollWheelZoom: false, zoomAnimation: !isCalm, fadeAnimation: !isCalm, markerZoomAnimation: !isCalm, worldCopyJump: true });
  control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  map.attributionControl.setPrefix(false);
  // The service may ask who shows its tiles; it gets the address of this CPO, and no page of it.
  tileLayer(tiles.template, { attribution: attributionOf(tiles.attribution), maxZoom: DEEPEST, referrerPolicy: "strict-origin-when-cross-origin" }).addTo(map);
  // A wheel scrolls the page until somebody turns to the map.
  map.on("focus", () => map.scrollWheelZoom.enable()).on("blur", () => map.scrollWheelZoom.disable());
  const group = layerGroup().addTo(map);
  const position = layerGroup().addTo(map);
  let shown: readonly Mark[] = [];
  let isPlaced = false;
  let markers = new globalThis.Map<string, { readonly marker: Marker; readonly content: string }>();

  function draw(): void {
    if (!isPlaced) return;
    const zoom = map.getZoom();
    const placed = shown.map((item) => ({ item, ...pointOf(map, item, zoom) }));
    const next = new globalThis.Map<string, { readonly marker: Marker; readonly content: string }>();
    for (const marks of zoom >= DEEPEST ? shown.map((mark) => [mark]) : clustersOf(placed, APART)) {
      const key = marks.map(({ id }) => id).join(" ");
      const known = markers.get(key);
      const content = htmlOf(marks);
      const label = marks.length === 1 ? `${marks[0]!.name}: ${marks[0]!.says}` : words.several(marks);
      if (known === undefined) next.set(key, { marker: addMarker(marks, content, label), content });
      else next.set(key, { marker: renewed(known, content, label), content });
    }
    for (const [key, { marker }] of markers) if (!next.has(key)) group.removeLayer(marker);
    markers = next;
  }

  function addMarker(marks: readonly Mark[], content: string, label: string): Marker {
    const middle = latLngBounds(marks.map(({ latitude, longitude }) => [latitude, longitude])).getCenter();
    const marker = createMarker(middle, { icon: iconOf(content), keyboard: true, riseOnHover: true }).addTo(group);
    const act = (): void => open(marks, marker);
    marker.on("click", act);
    marker.on("keydown", ({ originalEvent }) => {
      const { key } = originalEvent;
      if (key !== "Enter" && key !== " ") return;
      originalEvent.preventDefault();
      act();
    });
    marker.getElement()?.setAttribute("aria-label", label);
    return marker;
  }

  function open(marks: readonly Mark[], marker: Marker): void {
    const [mark] = marks;
    if (mark === undefined) return;
    if (marks.length > 1) {
      const bounds = latLngBounds(marks.map(({ latitude, longitude }) => [latitude, longitude]));
      map.fitBounds(bounds, { padding: [48, 48] });
      map.getContainer().focus();
      return;
    }
    const into = document.createElement("div");
    const told = createPopup({ minWidth: 190, maxWidth: 260, offset: [0, -8], autoPanPadding: [12, 12] }).setLatLng(marker.getLatLng()).setContent(into);
    // What is told comes later than its frame, and must not be cut off.
    const grown = new ResizeObserver(() => told.update());
    grown.observe(into);
    told.on("remove", () => {
      grown.disconnect();
      // Whoever closes it by keyboard goes on where it was opened.
      const isInside = told.getElement()?.contains(document.activeElement) === true;
      choose(undefined);
      if (isInside) marker.getElement()?.focus();
    });
    told.openOn(map);
    const close = told.getElement()?.querySelector<HTMLElement>(".leaflet-popup-close-button");
    close?.setAttribute("aria-label", words.close);
    choose(mark.id, into);
    close?.focus({ preventScroll: true });
  }

  map.on("zoomend", draw);
  return {
    map,
    show(marks) {
      shown = marks;
      if (!isPlaced && marks.length > 0) {
        isPlaced = true;
        map.fitBounds(latLngBounds(marks.map(({ latitude, longitude }) => [latitude, longitude])), { padding: [40, 40], maxZoom: NEAR, animate: false });
      }
      draw();
    },
    stand(here) {
      position.clearLayers();
      if (here === undefined) return;
      circleMarker([here.latitude, here.longitude], { radius: 8, className: "place-map-here", interactive: false }).bindTooltip(words.youAreHere).addTo(position);
      isPlaced = true;
      map.setView([here.latitude, here.longitude], NEAR - 1);
      draw();
    },
  };
}

function renewed({ marker, content: before }: { readonly marker: Marker; readonly content: string }, content: string, label: string): Marker {
  if (content !== before) {
    const hadFocus = marker.getElement() === document.activeElement;
    marker.setIcon(iconOf(content));
    if (hadFocus) marker.getElement()?.focus({ preventScroll: true });
  }
  marker.getElement()?.setAttribute("aria-label", label);
  return marker;
}

function iconOf(html: string) {
  return divIcon({ html, className: "place-map-mark", iconSize: [34, 34] });
}

/** A circle where something is free, a square where all is in use, a lozenge where it is closed; a second line around it for several places. */
function htmlOf(marks: readonly Mark[]): string {
  const open = marks.filter(({ isOpen }) => isOpen);
  const available = open.reduce((sum, mark) => sum + mark.available, 0);
  const state = open.length === 0 ? "closed" : available > 0 ? "free" : "busy";
  return `<span class="mark mark-${state}${marks.length > 1 ? " mark-many" : ""}" aria-hidden="true"><span>${state === "closed" ? "–" : available}</span></span>`;
}

function pointOf(map: Map, { latitude, longitude }: Mark, zoom: number): { readonly x: number; readonly y: number } {
  const { x, y } = map.project([latitude, longitude], zoom);
  return { x, y };
}

function viewOf(map: Map): View {
  const middle = map.getCenter().wrap();
  const radiusKm = Math.min(20_000, Math.ceil(map.distance(map.getBounds().getNorthEast(), map.getCenter()) / 1_000) + 1);
  return { latitude: middle.lat, longitude: middle.lng, radiusKm };
}

/** Text, with a link where it ends in an address. */
function attributionOf(text: string): string {
  const [, words = text, address] = /^(.*?)\s+(https?:\/\/\S+)$/.exec(text) ?? [];
  return address === undefined ? escaped(words) : `<a href="${escaped(address)}" target="_blank" rel="noreferrer">${escaped(words)}</a>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
