// semver: parsing, comparing, ranges, increments.
const semver = require('semver');
const versions = ['1.2.3', '1.10.0', '2.0.0-beta.2', '2.0.0-beta.11', '2.0.0', '0.9.9', '1.2.3+build.5'];
console.log(semver.sort([...versions]).join(' < '));
for (const range of ['^1.2.0', '~1.2.3', '>=1 <3', '1.x || >=2.0.0-beta', '1.2 - 2', '*', 'not a range'])
  console.log(range, '->', semver.validRange(range), versions.filter((version) => semver.satisfies(version, range)));
for (const release of ['major', 'premajor', 'minor', 'preminor', 'patch', 'prepatch', 'prerelease'])
  console.log(release, semver.inc('1.2.3-rc.1', release, 'rc'));
console.log(semver.valid('v1.2'), semver.coerce('release 12.3 of it').version, semver.diff('1.2.3', '1.3.0'));
console.log(semver.maxSatisfying(versions, '^1'), semver.minVersion('>1.2.3').version, semver.subset('^1.2', '>=1'));
console.log(semver.parse('1.2.3-alpha.7+sha.abc'), semver.intersects('^1.1', '~1.5'));
