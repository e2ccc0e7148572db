// dayjs: parsing, formatting, arithmetic, plugins.
const dayjs = require('dayjs');
for (const plugin of ['utc', 'duration', 'relativeTime', 'isoWeek', 'customParseFormat', 'weekOfYear', 'advancedFormat', 'isBetween'])
  dayjs.extend(require(`dayjs/plugin/${plugin}`));
const day = dayjs.utc('2024-02-29T13:05:09.123Z');
console.log(day.format(), day.format('dddd, MMMM D, YYYY h:mm A [literal] Do Q w x'), day.toISOString(), day.valueOf());
console.log(day.add(1, 'year').format('YYYY-MM-DD'), day.subtract(2, 'month').endOf('month').format('YYYY-MM-DD HH:mm:ss.SSS'));
console.log(day.startOf('week').format('ddd DD'), day.isoWeek(), day.daysInMonth(), day.diff('2023-01-01', 'day'), day.diff('2023-01-01', 'month', true).toFixed(4));
console.log(day.from(dayjs.utc('2024-03-05')), dayjs.duration({ hours: 26, minutes: 3 }).format('D[d] H:mm'), dayjs.duration(100, 'minutes').humanize());
console.log(dayjs('31/12/2023 23:59', 'DD/MM/YYYY HH:mm').format('YYYY-MM-DDTHH:mm'), dayjs('nonsense').isValid(), dayjs('2023-02-31', 'YYYY-MM-DD', true).isValid());
console.log(day.isBetween('2024-01-01', '2024-12-31'), day.isSame('2024-02-29', 'day'), day.set('month', 0).month(), JSON.stringify({ day }));
require('dayjs/locale/de');
console.log(day.locale('de').format('dddd, D. MMMM YYYY'), day.unix(), String(day));
