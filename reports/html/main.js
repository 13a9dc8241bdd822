
// ---- main: views, filters, keys, the address, theme and print ----

const views = { summary: document.getElementById('summary'), findings: document.getElementById('findings') };
const search = document.getElementById('search');
const help = document.getElementById('help');
const startWithSummary = 50; // more findings than that
const printedRows = 3000;
let view = '';

// List and finding beside each other.
function isWide() {
	return matchMedia('(min-width: 60rem)').matches;
}

function showView(name) {
	if (name === 'summary' && !views.summary.firstChild)
		views.summary.append(...makeSummary());
	view = name;
	for (const [key, element] of Object.entries(views)) {
		element.hidden = key !== name;
		setCurrent(document.getElementById(`to-${key}`), key === name && 'page');
	}
	if (name === 'findings')
		fillList();
}

// ---- the address: all that is to be seen, so that it can be kept and sent ----

let addressTimer = 0;

function address() {
	const values = { view: opened ? '' : view, ...filter, f: opened ? opened.fingerprint : '' };

	return '#' + new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ''));
}

function writeAddress(isNew) {
	clearTimeout(addressTimer);
	if (isNew)
		history.pushState(null, '', address());
	else
		addressTimer = setTimeout(() => history.replaceState(null, '', address()), 200);
}

// An address may be of another page.
function isPossible(key, value) {
	if (key === 'group')
		return Object.hasOwn(keys, value) && isKnown(value);
	return key === 'text' || findings.some(finding => keys[key].of(finding) === value);
}

function readAddress() {
	const values = new URLSearchParams(location.hash.slice(1));
	const wanted = findings.find(finding => finding.fingerprint === values.get('f'));

	for (const key in filter) {
		const value = values.get(key) || '';

		filter[key] = isPossible(key, value) ? value : '';
	}
	showFilters();
	opened = wanted || null;
	if (wanted)
		showDetail(wanted);
	showOpened();
	showView(wanted || values.get('view') === 'findings' ? 'findings' : values.get('view') === 'summary' ||
		findings.length > startWithSummary ? 'summary' : 'findings');
}

// ---- findings ----

function showOpened() {
	if (!opened)
		detail.replaceChildren(make('p', { class: 'empty' }, 'Choose a finding: it is shown here with its source.'));
	views.findings.classList.toggle('open', opened !== null);
	document.title = opened ? `${ruleOf(opened).id} ${placeName(opened.place)} - dmalint` : 'dmalint';
}

// @isNew: the reader asked for just this one, and can go back.
function openFinding(finding, isNew) {
	opened = finding;
	showDetail(finding);
	showOpened();
	showOpenedRow();
	writeAddress(isNew);
	if (isNew)
		document.getElementById('finding-title').focus({ preventScroll: true });
}

function closeFinding() {
	const index = current;

	opened = null;
	showOpened();
	fillList();
	current = index;
	if (rows[index]) {
		scrollTo(index);
		inSight.get(index).firstChild.focus({ preventScroll: true });
	}
	writeAddress(false);
}

// ---- filters ----

function makeSelect(key, label, options) {
	const select = make('select', { id: `by-${key}`, 'aria-label': label, onchange: () => setFilter(key, select.value) },
		...options.map(([value, name]) => make('option', { value }, plain(name))));

	return select;
}

function makeFilters() {
	const selects = Object.keys(keys).filter(key => key !== 'file' && isKnown(key)).map(key => {
		const values = countBy(findings, key);

		if (values.size < 2)
			return null;
		return makeSelect(key, keys[key].label, [['', `${keys[key].label}: all`], ...[...values].map(([value, n]) =>
			[value, `${keys[key].name(value)} (${number(n)})`])]);
	});
	const groups = Object.keys(keys).filter(isKnown).map(key => [key, `By ${keys[key].label.toLowerCase()}`]);

	document.getElementById('selects').append(...selects.filter(Boolean),
		make('button', { type: 'button', id: 'by-file', hidden: true, onclick: () => setFilter('file', '') }),
		makeSelect('group', 'Order', [['', 'By importance'], ...groups]));
}

// The controls say what the filter is.
function showFilters() {
	const file = document.getElementById('by-file');

	search.value = filter.text;
	for (const key in filter) {
		const select = document.getElementById(`by-${key}`);

		if (select && key !== 'file')
			select.value = filter[key];
	}
	file.hidden = filter.file === '';
	file.textContent = `File: ${plain(filter.file.split('/').pop())} \u00d7`;
	file.title = plain(filter.file);
}

function setFilter(key, value) {
	filter[key] = value;
	showFilters();
	fillList();
	writeAddress(false);
}

function clearFilters() {
	for (const key in keys)
		filter[key] = '';
	setFilter('text', '');
	search.focus();
}

// ---- theme ----

const themes = ['system', 'dark', 'light'];
let theme = 'system';

function setTheme(name) {
	theme = themes.includes(name) ? name : 'system';
	document.documentElement.dataset.theme = theme;
	document.getElementById('theme').textContent = `Theme: ${theme}`;
	try { // not every browser lets a file keep something
		localStorage.setItem('dmalint-theme', theme);
	} catch { /* then it is forgotten */ }
}

function storedTheme() {
	try {
		return localStorage.getItem('dmalint-theme');
	} catch {
		return null;
	}
}

function nextTheme() {
	setTheme(themes[(themes.indexOf(theme) + 1) % themes.length]);
}

// ---- keys ----

function goToSummary() {
	opened = null;
	showOpened();
	showView('summary');
	writeAddress(true);
}

function goToFindings() {
	showView('findings');
	writeAddress(true);
}

const anywhere = {
	'/': () => { showView('findings'); search.focus(); search.select(); },
	'?': () => help.showModal(),
	s: goToSummary,
	f: goToFindings,
	t: nextTheme,
};

const inFindings = {
	j: () => moveCurrent(1),
	k: () => moveCurrent(-1),
	ArrowRight: () => goToStep(step + 1),
	ArrowLeft: () => goToStep(step - 1),
	Escape: () => opened && closeFinding(),
};

const inList = { ArrowDown: inFindings.j, ArrowUp: inFindings.k };

function onKey(event) {
	const target = event.target;
	const isWriting = target.matches('input, select, textarea') || help.open;
	let action;

	if (event.ctrlKey || event.metaKey || event.altKey)
		return;
	if (target === search && event.key === 'ArrowDown')
		action = () => { current = -1; moveCurrent(1); };
	else if (target === search && event.key === 'Escape')
		action = () => { setFilter('text', ''); list.focus(); search.blur(); };
	else if (!isWriting)
		action = anywhere[event.key] || view === 'findings' && (inFindings[event.key] ||
			(!detail.contains(target) && inList[event.key]));
	if (!action)
		return;
	event.preventDefault();
	action();
}

// ---- start ----

document.getElementById('scanned').append(...shown(report.scan.root || ''));
for (const [id, go] of [['to-summary', goToSummary], ['to-findings', goToFindings]])
	document.getElementById(id).addEventListener('click', event => { event.preventDefault(); go(); });
document.getElementById('theme').addEventListener('click', nextTheme);
document.getElementById('help-button').addEventListener('click', () => help.showModal());
document.getElementById('clear').addEventListener('click', clearFilters);
document.getElementById('more-filters').addEventListener('click', event =>
	event.target.setAttribute('aria-expanded', document.getElementById('filters').classList.toggle('all')));
document.getElementById('filters').addEventListener('submit', event => {
	event.preventDefault();
	current = -1;
	moveCurrent(1);
});
search.addEventListener('input', () => {
	filter.text = search.value;
	fillList();
	writeAddress(false);
});
document.addEventListener('keydown', onKey);
addEventListener('hashchange', readAddress);
addEventListener('resize', () => view === 'findings' && showInSight());
addEventListener('beforeprint', () => view === 'findings' && showRows(0, Math.min(rows.length, printedRows) - 1));
addEventListener('afterprint', () => view === 'findings' && showInSight());
setTheme(storedTheme());
makeFilters();
readAddress();
