
// ---- detail: one finding, with the steps that lead to it on the lines of the source ----

const detail = document.getElementById('detail');
let opened = null;
let step = 0; // of the opened finding, from 1; 0: none

// What is said on a line: steps with their number, other places with a letter, the finding itself.
function notesOf(finding) {
	const notes = (finding.steps || []).map((place, i) =>
		({ place, kind: 'step', label: String(i + 1), text: place[6], nesting: place[5] }));

	for (const [i, place] of (finding.related || []).entries())
		notes.push({ place, kind: 'related', label: String.fromCharCode(97 + i % 26), text: place[6], nesting: 0 });
	if (!notes.some(({ kind, place }) => kind === 'step' && place[0] === finding.place[0] && place[1] === finding.place[1]))
		notes.push({ place: finding.place, kind: 'finding', label: '!', text: finding.message, nesting: 0 });
	return notes;
}

function noteBelow(note) {
	const label = note.kind === 'step'
		? make('button', { type: 'button', class: 'label', 'aria-label': `Step ${note.label}`,
			onclick: () => goToStep(Number(note.label)) }, note.label)
		: make('span', { class: 'label' }, note.label);

	note.element = make('div', { class: `note ${note.kind}` }, label, make('span', {}, ...message(note.text)));
	return note.element;
}

// A note stands below the whole of what it is about, if that is not long.
function lastLineOf([, line, , end]) {
	return end > line && end - line <= context ? end : line;
}

function fileSource(file, notes) {
	const places = notes.map(note => note.place);
	const lines = sourceOf(file, places, line => notes.filter(note => lastLineOf(note.place) === line).map(noteBelow));
	const path = report.paths[file];
	const head = make('h4', {}, ...shown(path));

	if (lines)
		return make('div', { class: 'source' }, head, lines);
	return make('div', { class: 'source' }, head, make('p', { class: 'empty' }, 'The text of this file was not there.'),
		...notes.map(noteBelow));
}

function sources(notes) {
	const files = new Set(notes.map(note => note.place[0]));

	return [...files].map(file => fileSource(file, notes.filter(note => note.place[0] === file)));
}

function story(finding, notes) {
	const items = notes.filter(note => note.kind !== 'finding').map(note => {
		const where = make('span', { class: 'where' }, placeName(note.place));
		const content = [make('span', { class: 'label' }, note.label), make('span', {}, ...message(note.text), ' ', where)];
		const item = note.kind === 'step'
			? make('button', { type: 'button', onclick: () => goToStep(Number(note.label)) }, ...content)
			: make('span', { class: 'related' }, ...content);

		item.style.setProperty('--nesting', Math.min(note.nesting, 12));
		note.entry = item;
		return make('li', {}, item);
	});

	return items.length ? [make('h3', {}, 'Path'), make('ol', { class: 'story' }, ...items)] : [];
}

function stepButtons(finding) {
	const total = (finding.steps || []).length;

	if (!total)
		return [];
	return [make('div', { class: 'walk', role: 'group', 'aria-label': 'Steps' },
		make('button', { type: 'button', id: 'previous', 'aria-keyshortcuts': 'ArrowLeft', onclick: () => goToStep(step - 1) },
			'\u2190 Previous'),
		make('span', { id: 'at', 'aria-live': 'polite' }),
		make('button', { type: 'button', id: 'next', 'aria-keyshortcuts': 'ArrowRight', onclick: () => goToStep(step + 1) },
			'Next \u2192'))];
}

function filterButton(key, finding, ...children) {
	const value = keys[key].of(finding);

	return make('button', { type: 'button', class: 'link', title: `Only findings of this ${keys[key].label.toLowerCase()}`,
		onclick: () => setFilter(key, value) }, ...children);
}

function facts(finding) {
	const state = stateOf(finding);
	const said = finding.note || finding.justification;
	const entries = [
		['Place', [filterButton('file', finding, ...shown(pathOf(finding))),
			`:${finding.place[1]}${finding.place[2] ? ':' + finding.place[2] : ''}`]],
		['Function', finding.function && [make('code', {}, ...shown(finding.function))]],
		['Architecture', finding.arch && shown(finding.arch)],
		['State', state !== 'open' && [stateNames[state], ...said ? [': ', ...shown(said)] : []]],
		['First seen', finding.seen && [scanName(finding.scan, finding.seen)]],
		['Fingerprint', [make('code', {}, finding.fingerprint)]],
		['Judge it', [make('code', {}, `dmalint triage --false-positive --note 'why' ${finding.id || finding.fingerprint}`)]],
	];

	return make('dl', { class: 'facts' }, ...entries.filter(([, value]) => value).map(([name, value]) =>
		make('div', {}, make('dt', {}, name), make('dd', {}, ...value))));
}

function aboutRule(rule) {
	if (!rule.help)
		return [];
	return [make('details', { class: 'rule' }, make('summary', {}, `About ${rule.id}: ${plain(rule.summary)}`),
		make('pre', {}, ...rule.help.split('\n').flatMap(line => [...shown(line), '\n'])))];
}

let notes = [];

function showDetail(finding) {
	const rule = ruleOf(finding);

	notes = notesOf(finding);
	detail.replaceChildren(
		make('button', { type: 'button', id: 'back', onclick: closeFinding }, '\u2190 All findings'),
		make('h2', { id: 'finding-title', tabindex: -1 }, ...message(finding.message)),
		make('p', { class: 'badges' }, badge('level', rule.level),
			filterButton('rule', finding, [rule.id, rule.name].filter(Boolean).join(' ')),
			badge('confidence', finding.confidence, finding.confidence + ' confidence')),
		facts(finding), ...story(finding, notes), ...aboutRule(rule),
		make('h3', {}, 'Source'), ...stepButtons(finding), ...sources(notes));
	detail.scrollTop = 0;
	step = 0;
	showStep();
}

function showStep() {
	const total = (opened && opened.steps || []).length;

	for (const note of notes) {
		const isCurrent = note.kind === 'step' && Number(note.label) === step;

		note.element.classList.toggle('current', isCurrent);
		if (note.entry)
			setCurrent(note.entry, isCurrent && 'step');
	}
	if (!total)
		return;
	document.getElementById('previous').disabled = step <= 1;
	document.getElementById('next').disabled = step >= total;
	document.getElementById('at').textContent = step ? `Step ${step} of ${total}` : count(total, 'step');
}

function goToStep(to) {
	const total = (opened && opened.steps || []).length;

	if (to < 1 || to > total)
		return;
	step = to;
	showStep();
	notes.find(note => note.kind === 'step' && Number(note.label) === step).element.scrollIntoView({ block: 'center' });
}
