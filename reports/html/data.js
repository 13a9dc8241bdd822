'use strict';

// ---- data: what the page shows, and how findings are told apart, filtered and put in order ----
// In the order of importance, as analyzer/emit/html.c writes them.

const report = JSON.parse(document.getElementById('data').textContent);
const findings = report.findings;

const levels = ['error', 'warning', 'note'];
const confidences = ['high', 'medium', 'low'];
const states = ['open', 'confirmed', 'fixed', 'false-positive', 'wont-fix', 'allowed', 'baseline'];
const stateNames = {
	open: 'Not judged', confirmed: 'Confirmed', fixed: 'Fixed', 'false-positive': 'False positive',
	'wont-fix': 'Won\'t fix', allowed: 'Allowed by a comment', baseline: 'Known to the baseline',
};

function ruleOf(finding) {
	return report.rules[finding.rule];
}

function pathOf(finding) {
	return report.paths[finding.place[0]];
}

// "drivers/net" of "drivers/net/ethernet/acme/ring.c".
function subsystemOf(finding) {
	const parts = pathOf(finding).split('/');

	if (parts[0] === '' || parts[0] === '..')
		return 'outside of the tree';
	return parts.slice(0, Math.min(2, parts.length - 1)).join('/') || 'top folder';
}

function stateOf(finding) {
	if (finding.verdict)
		return finding.verdict;
	if (finding.suppression)
		return finding.suppression === 'inSource' ? 'allowed' : 'baseline';
	return 'open';
}

function day(seconds) {
	return new Date(seconds * 1000).toISOString().slice(0, 10);
}

function scanName(scan, seconds) {
	return `scan ${scan}, ${day(seconds)}`;
}

function capital(word) {
	return word[0].toUpperCase() + word.slice(1);
}

function byName(a, b) {
	return a < b ? -1 : a > b ? 1 : 0;
}

function inOrder(list) {
	return (a, b) => list.indexOf(a) - list.indexOf(b);
}

// What findings can be filtered and grouped by: of() is a value, name() how people read it.
const same = value => value;
const keys = {
	rule: {
		label: 'Rule',
		of: finding => ruleOf(finding).id,
		name: id => [id, (report.rules.find(rule => rule.id === id) || {}).name].filter(Boolean).join(' '),
		compare: byName,
	},
	subsystem: { label: 'Subsystem', of: subsystemOf, name: same, compare: byName },
	file: { label: 'File', of: pathOf, name: same, compare: byName },
	level: { label: 'Level', of: finding => ruleOf(finding).level, name: capital, compare: inOrder(levels) },
	confidence: { label: 'Confidence', of: finding => finding.confidence, name: capital, compare: inOrder(confidences) },
	state: { label: 'State', of: stateOf, name: state => stateNames[state], compare: inOrder(states) },
	seen: {
		label: 'First seen',
		of: finding => finding.scan ? String(finding.scan) : '0',
		name: scan => scan === '0' ? 'not known' : scanName(scan, firstSeen.get(scan)),
		compare: (a, b) => b - a,
	},
};

// Scan -> the earliest time at which a finding was seen in it.
const firstSeen = new Map();
for (const finding of findings) {
	const scan = String(finding.scan);

	if (finding.scan && !(firstSeen.get(scan) <= finding.seen))
		firstSeen.set(scan, finding.seen);
}

// Value -> how many findings have it, in the order of the key.
function countBy(list, key) {
	const counts = new Map();

	for (const finding of list) {
		const value = keys[key].of(finding);

		counts.set(value, (counts.get(value) || 0) + 1);
	}
	return new Map([...counts].sort((a, b) => keys[key].compare(a[0], b[0])));
}

function isKnown(key) {
	return key !== 'seen' || firstSeen.size > 0;
}

// ---- filter ----

const filter = { text: '', group: '' };
for (const key in keys)
	filter[key] = '';

function textOf(finding) {
	finding.text ??= [ruleOf(finding).id, ruleOf(finding).name, pathOf(finding), finding.function, finding.message,
		finding.fingerprint].join('\n').toLowerCase();
	return finding.text;
}

function filtered() {
	const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
	const wanted = Object.keys(keys).filter(key => filter[key] !== '');

	return findings.filter(finding => wanted.every(key => keys[key].of(finding) === filter[key]) &&
		words.every(word => textOf(finding).includes(word)));
}

function isFiltered() {
	return filterText() !== '';
}

// The filter in words, for paper.
function filterText() {
	const parts = Object.keys(keys).filter(key => filter[key] !== '').map(key =>
		`${keys[key].label}: ${keys[key].name(filter[key])}`);

	return [...parts, filter.text.trim() && `Search: ${filter.text.trim()}`].filter(Boolean).join('; ');
}

// Findings, with { title, count } before those of a group.
function rowsOf(list) {
	const key = keys[filter.group];
	const groups = new Map();

	if (!key)
		return list;
	for (const finding of list) {
		const value = key.of(finding);

		if (!groups.has(value))
			groups.set(value, []);
		groups.get(value).push(finding);
	}
	return [...groups.keys()].sort(key.compare).flatMap(value =>
		[{ title: key.name(value), count: groups.get(value).length }, ...groups.get(value)]);
}
