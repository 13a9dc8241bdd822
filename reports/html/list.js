
// ---- list: of any length, with elements for the rows in sight alone ----

const list = document.getElementById('list');
const rowList = document.getElementById('rows');
const inSight = new Map(); // row -> its element
let rows = [];
const rowRems = 4.5; // as page.css has it
let rowHeight = 0;
let current = -1; // the row that keys move from

function badge(kind, value, name) {
	return make('span', { class: `badge ${kind}-${value}` }, name || value);
}

function findingRow(finding) {
	const state = stateOf(finding);
	const place = pathOf(finding).split('/');
	const meta = make('span', { class: 'meta' }, badge('level', ruleOf(finding).level), ruleOf(finding).id,
		badge('confidence', finding.confidence));

	if (state !== 'open')
		meta.append(badge('state', state, stateNames[state]));
	meta.append(make('span', { class: 'path', title: placeName(finding.place) },
		make('span', { class: 'folders' }, ...shown(place.slice(0, -2).map(name => name + '/').join(''))),
		...shown(place.slice(-2).join('/')), `:${finding.place[1]}`));
	return make('a', { href: '#f=' + finding.fingerprint }, make('span', { class: 'message' }, ...message(finding.message)),
		meta);
}

function makeRow(index) {
	const row = rows[index];
	const item = make('li', { 'aria-posinset': index + 1, 'aria-setsize': rows.length });

	if (row.title !== undefined) {
		item.className = 'group';
		item.append(make('h2', {}, ...shown(row.title), ' ', make('span', { class: 'amount' }, number(row.count))));
	} else {
		item.append(findingRow(row));
		item.firstChild.addEventListener('click', event => {
			if (event.ctrlKey || event.metaKey || event.shiftKey)
				return;
			event.preventDefault();
			current = index;
			openFinding(row, true);
		});
	}
	item.style.top = index * rowHeight + 'px';
	return item;
}

function showOpenedRow() {
	for (const [index, item] of inSight)
		setCurrent(item.firstChild, rows[index] === opened && 'true');
}

function showRows(first, last) {
	let next = null;

	for (const [index, item] of inSight) {
		if (index < first || index > last) {
			item.remove();
			inSight.delete(index);
		}
	}
	for (let index = last; index >= first; index--) {
		let item = inSight.get(index);

		if (!item) {
			item = makeRow(index);
			inSight.set(index, item);
			rowList.insertBefore(item, next);
		}
		next = item;
	}
	showOpenedRow();
}

function showInSight() {
	const first = Math.max(0, Math.floor(list.scrollTop / rowHeight) - 8);
	const last = Math.min(rows.length - 1, Math.ceil((list.scrollTop + list.clientHeight) / rowHeight) + 8);

	showRows(first, last);
}

function fillList() {
	const found = filtered();

	rows = rowsOf(found);
	current = rows.indexOf(opened);
	rowList.replaceChildren();
	inSight.clear();
	list.scrollTop = 0;
	rowHeight = rowRems * parseFloat(getComputedStyle(document.documentElement).fontSize);
	rowList.style.height = rows.length * rowHeight + 'px';
	document.getElementById('nothing').hidden = found.length > 0;
	document.getElementById('clear').hidden = !isFiltered();
	document.getElementById('count').textContent = isFiltered()
		? `${number(found.length)} of ${count(findings.length, 'finding')}` : count(findings.length, 'finding');
	document.getElementById('wanted').replaceChildren(...shown(filterText()));
	showInSight();
	if (current >= 0)
		scrollTo(current);
}

function scrollTo(index) {
	const top = index * rowHeight;

	if (top < list.scrollTop + rowHeight)
		list.scrollTop = Math.max(0, top - rowHeight);
	else if (top + 2 * rowHeight > list.scrollTop + list.clientHeight)
		list.scrollTop = top + 2 * rowHeight - list.clientHeight;
	showInSight();
}

// To the next finding in this direction; groups are passed over.
function moveCurrent(by) {
	let index = current + by;

	while (rows[index] && rows[index].title !== undefined)
		index += by;
	if (!rows[index])
		return;
	current = index;
	scrollTo(index);
	inSight.get(index).firstChild.focus({ preventScroll: true });
	if (isWide())
		openFinding(rows[index], false);
}

list.addEventListener('scroll', showInSight, { passive: true });
