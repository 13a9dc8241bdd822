
// ---- summary: how many, of what, where, since when; each bar leads to its findings ----

const shownBars = 15;
const svg = 'http://www.w3.org/2000/svg';

// One bar of parts, high confidence first; @total fills it.
function bar(parts, total) {
	const element = document.createElementNS(svg, 'svg');
	let x = 0;

	element.setAttribute('class', 'bar');
	element.setAttribute('aria-hidden', 'true');
	for (const [name, value] of parts) {
		const rect = document.createElementNS(svg, 'rect');

		rect.setAttribute('class', `confidence-${name}`);
		rect.setAttribute('x', `${100 * x / total}%`);
		rect.setAttribute('width', `${100 * value / total}%`);
		rect.setAttribute('height', '100%');
		element.append(rect);
		x += value;
	}
	return element;
}

function barRow(key, value, byConfidence, most) {
	const total = [...byConfidence.values()].reduce((a, b) => a + b, 0);
	const parts = confidences.filter(name => byConfidence.has(name)).map(name => [name, byConfidence.get(name)]);
	const said = parts.map(([name, n]) => `${n} ${name}`).join(', ');
	const link = make('a', { href: `#${new URLSearchParams({ view: 'findings', [key]: value })}` }, ...shown(keys[key].name(value)));

	return make('tr', {}, make('th', { scope: 'row' }, link), make('td', { title: said }, bar(parts, most)),
		make('td', { class: 'amount' }, number(total), make('span', { class: 'spoken' }, ` (${said})`)));
}

function chart(title, key, sortByCount) {
	const groups = new Map();
	let entries;

	for (const finding of findings) {
		const value = keys[key].of(finding);

		if (!groups.has(value))
			groups.set(value, []);
		groups.get(value).push(finding);
	}
	entries = [...groups].sort((a, b) => sortByCount && b[1].length - a[1].length || keys[key].compare(a[0], b[0]));
	return chartOf(title, key, entries);
}

function chartOf(title, key, entries) {
	const most = Math.max(...entries.map(([, list]) => list.length));
	const body = make('tbody', {});
	const add = some => body.append(...some.map(([value, list]) => barRow(key, value, countBy(list, 'confidence'), most)));
	const figure = make('section', { class: 'chart', 'aria-label': title },
		make('table', {}, make('caption', {}, title), make('colgroup', {}, make('col', { class: 'name' }), make('col', {}),
			make('col', { class: 'amount' })), body));

	add(entries.slice(0, shownBars));
	if (entries.length > shownBars)
		figure.append(make('button', { type: 'button', class: 'more', onclick: event => {
			event.target.remove();
			add(entries.slice(shownBars));
		} }, `${entries.length - shownBars} more`));
	return figure;
}

function tile(value, name, key, of) {
	const text = [make('strong', {}, value), make('span', {}, name)];

	return make('li', {}, key ? make('a', { href: `#${new URLSearchParams({ view: 'findings', [key]: of })}` }, ...text)
		: make('span', {}, ...text));
}

function tiles() {
	const byLevel = countBy(findings, 'level');
	const byConfidence = countBy(findings, 'confidence');
	const byState = countBy(findings, 'state');

	return make('ul', { class: 'tiles' }, tile(number(findings.length), findings.length === 1 ? 'finding' : 'findings'),
		...[...byLevel].map(([level, n]) => tile(number(n), level + (n === 1 ? '' : 's'), 'level', level)),
		...[...byConfidence].map(([name, n]) => tile(number(n), `${name} confidence`, 'confidence', name)),
		...byState.size > 1 || !byState.has('open') ? [...byState].map(([state, n]) =>
			tile(number(n), stateNames[state].toLowerCase(), 'state', state)) : []);
}

function scanFacts() {
	const scan = report.scan;
	const entries = [
		['Tree', scan.root && shown(scan.root)],
		['Command', scan.command && [make('code', {}, ...shown(scan.command))]],
		['Finished', scan.finished && [new Date(scan.finished * 1000).toISOString().slice(0, 16).replace('T', ' ') + ' UTC']],
		['Read', [`${count(scan.files, 'file')}, ${count(scan.functions, 'function')} with DMA calls`,
			scan.degraded ? `, ${number(scan.degraded)} of them not read whole` : '',
			scan.lost ? `; ${count(scan.lost, 'file')} lost` : '']],
		['dmalint', shown(scan.version)],
	];

	return make('dl', { class: 'facts' }, ...entries.filter(([, value]) => value).map(([name, value]) =>
		make('div', {}, make('dt', {}, name), make('dd', {}, ...value))));
}

const shownNotices = 500;

function noticeItem(notice) {
	const place = notice.path ? plain(notice.path) + (notice.line ? ':' + notice.line : '') + ': ' : '';

	return make('li', {}, badge('level', notice.level), ' ', make('span', {}, place, ...shown(notice.text)));
}

function noticeList() {
	const notices = report.notices;
	const items = make('ul', { class: 'notices' });
	const box = make('details', {}, make('summary', {}, `${count(notices.length, 'remark')} of the scan`), items);

	if (!notices.length)
		return [];
	box.addEventListener('toggle', () => {
		items.append(...notices.slice(0, shownNotices).map(noticeItem));
		if (notices.length > shownNotices)
			items.append(make('li', {}, `and ${count(notices.length - shownNotices, 'other')}`));
	}, { once: true });
	return [box];
}

function legend() {
	return make('p', { class: 'legend' }, 'Confidence:', ...confidences.map(name =>
		make('span', {}, make('i', { class: `swatch confidence-${name}` }), name)));
}

function makeSummary() {
	const charts = [['By subsystem', 'subsystem', true], ['By rule', 'rule', true],
		['By age: the scan that saw it first', 'seen', false], ['By file', 'file', true]];

	return [make('h2', {}, 'Summary'), scanFacts(), tiles(), ...noticeList(),
		...findings.length ? [legend(), make('div', { class: 'charts' }, ...charts.filter(([, key]) => isKnown(key))
			.map(([title, key, sorted]) => chart(title, key, sorted)))]
			: [make('p', { class: 'empty' }, 'Nothing was found.')]];
}
