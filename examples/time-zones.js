// Reads the IANA time zone table (data/zone1970.tab) and answers questions about it: which countries have most zones,
// which zone is nearest to a place, what a country has; as a table, JSON or CSV.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { parseArgs } = require('node:util');

const HELP = `usage: time-zones.js [options]

  --near LAT,LON     the zones nearest to a place
  --country CODE     the zones of a country
  --top N            how many rows (default 5)
  --format F         table, json or csv (default table)
  --data FOLDER      where zone1970.tab and iso3166.tab are`;

/** The rows of a tab-separated file whose comments begin with #. */
function readTable(file) {
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line && !line.startsWith('#')).map((line) => line.split('\t'));
}

/** Degrees from ISO 6709: `+4230+00131` or `-690022+0393524`. */
function parsePlace(text) {
  const match = /^([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?$/.exec(text);
  if (!match) throw new Error(`not a place: ${text}`);
  const degrees = (sign, whole, minutes, seconds = 0) => (sign === '-' ? -1 : 1) * (+whole + minutes / 60 + seconds / 3600);
  return { latitude: degrees(...match.slice(1, 5)), longitude: degrees(...match.slice(5, 9)) };
}

/** Kilometres along the surface (haversine). */
function distance(a, b) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const half = (from, to) => Math.sin(radians(to - from) / 2) ** 2;
  const h = half(a.latitude, b.latitude) + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * half(a.longitude, b.longitude);
  return 2 * 6371 * Math.asin(Math.sqrt(h));
}

function load(folder) {
  const countries = new Map(readTable(path.join(folder, 'iso3166.tab')));
  const zones = readTable(path.join(folder, 'zone1970.tab')).map(([codes, place, name, comments = '']) => ({
    name, codes: codes.split(','), comments, ...parsePlace(place),
  }));
  return { countries, zones };
}

function overview({ countries, zones }, top) {
  const perCountry = new Map();
  for (const { codes } of zones) for (const code of codes) perCountry.set(code, (perCountry.get(code) ?? 0) + 1);
  const byRegion = new Map();
  for (const { name } of zones) {
    const region = name.split('/')[0];
    byRegion.set(region, (byRegion.get(region) ?? 0) + 1);
  }
  const most = [...perCountry].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, top);
  const extreme = (key, sign) => zones.reduce((best, zone) => (sign * zone[key] > sign * best[key] ? zone : best)).name;
  const widest = zones.reduce((best, zone) => (zone.codes.length > best.codes.length ? zone : best));
  return {
    summary: [
      { what: 'zones', value: zones.length },
      { what: 'countries', value: perCountry.size },
      { what: 'northernmost', value: extreme('latitude', 1) },
      { what: 'southernmost', value: extreme('latitude', -1) },
      { what: 'easternmost', value: extreme('longitude', 1) },
      { what: 'westernmost', value: extreme('longitude', -1) },
      { what: 'most countries', value: `${widest.name} (${widest.codes.length})` },
      { what: 'mean latitude', value: (zones.reduce((sum, zone) => sum + zone.latitude, 0) / zones.length).toFixed(3) },
    ],
    regions: [...byRegion].sort(([a], [b]) => (a < b ? -1 : 1)).map(([region, count]) => ({ region, count })),
    most: most.map(([code, count]) => ({ code, country: countries.get(code) ?? '?', zones: count })),
  };
}

function near({ zones }, text, top) {
  const [latitude, longitude] = text.split(',').map(Number);
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) throw new Error(`not a place: ${text}`);
  const ranked = zones.map((zone) => ({ zone: zone.name, km: Math.round(distance(zone, { latitude, longitude })) }));
  return ranked.sort((a, b) => a.km - b.km).slice(0, top);
}

function ofCountry({ countries, zones }, code) {
  if (!countries.has(code)) throw new Error(`not a country: ${code}`);
  const own = zones.filter((zone) => zone.codes.includes(code));
  return own.map(({ name, latitude, longitude, comments }) => ({ zone: name, latitude: +latitude.toFixed(2), longitude: +longitude.toFixed(2), comments }));
}

function toCsv(rows) {
  const quote = (value) => (/[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : String(value));
  const columns = Object.keys(rows[0] ?? {});
  return [columns.join(), ...rows.map((row) => columns.map((column) => quote(row[column])).join())].join('\n');
}

function print(rows, format) {
  if (format === 'table') console.table(rows);
  else if (format === 'json') console.log(JSON.stringify(rows, null, 2));
  else if (format === 'csv') console.log(toCsv(rows));
  else throw new Error(`no format ${format}`);
}

function main() {
  const { values } = parseArgs({
    options: {
      near: { type: 'string' }, country: { type: 'string' }, top: { type: 'string', default: '5' }, help: { type: 'boolean', short: 'h' },
      format: { type: 'string', default: 'table' }, data: { type: 'string', default: path.join(__dirname, 'data') },
    },
  });
  if (values.help) return console.log(HELP);
  const data = load(values.data);
  const top = Number(values.top);
  if (values.near) return print(near(data, values.near, top), values.format);
  if (values.country) return print(ofCountry(data, values.country.toUpperCase()), values.format);
  for (const [title, rows] of Object.entries(overview(data, top))) {
    if (values.format === 'table') console.log(title);
    print(rows, values.format);
  }
}

try {
  main();
} catch (error) {
  console.error(`time-zones: ${error.message}`);
  process.exitCode = 1;
}
