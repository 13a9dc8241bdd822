
// ---- source: text as elements; nothing here or elsewhere makes markup of a string ----

// Characters that are not seen, or that change what is: controls but the tab, and marks of direction and joining.
const unseen = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffb]/;
const unseenParts = new RegExp(`(${unseen.source})`);

function unseenName(character) {
	return 'U+' + character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
}

// For places that hold text alone: attributes, options.
function plain(text) {
	return text.split(unseenParts).map((part, i) => i % 2 ? `<${unseenName(part)}>` : part).join('');
}

// Text whose unseen characters are named.
function shown(text) {
	if (!unseen.test(text))
		return [text];
	return text.split(unseenParts).filter(part => part !== '').map(part => {
		if (!unseen.test(part))
			return part;
		return make('span', { class: 'unseen' }, unseenName(part));
	});
}

// Messages name things of the source in quotes.
function message(text) {
	return text.split(/(?<=^|[\s(])'([^']+)'(?=$|[\s.,;:)])/).flatMap((part, i) =>
		i % 2 ? [make('code', {}, ...shown(part))] : shown(part));
}

// An element; children are elements and text.
function make(name, attributes, ...children) {
	const element = document.createElement(name);

	for (const [key, value] of Object.entries(attributes)) {
		if (key.startsWith('on'))
			element.addEventListener(key.slice(2), value);
		else if (value !== undefined && value !== false)
			element.setAttribute(key, value === true ? '' : value);
	}
	element.append(...children);
	return element;
}

// @kind as aria-current has it; false: it is not.
function setCurrent(element, kind) {
	if (kind)
		element.setAttribute('aria-current', kind);
	else
		element.removeAttribute('aria-current');
}

function number(n) {
	return n.toLocaleString('en');
}

function count(n, one, many) {
	return `${number(n)} ${n === 1 ? one : many || one + 's'}`;
}

// "path:line:column" as compilers write it.
function placeName(place) {
	return plain(report.paths[place[0]]) + ':' + place[1] + (place[2] ? ':' + place[2] : '');
}

// ---- lines ----

const context = 8;
const gap = 3;

// The line of a file, undefined when the page does not have it.
function lineOf(file, line) {
	for (const part of report.source[file]) {
		part.lines ??= part[1].split('\n').slice(0, -1);
		if (line >= part[0] && line < part[0] + part.lines.length)
			return part.lines[line - part[0]];
	}
	return undefined;
}

// Columns count bytes of UTF-8 from 1; the index into the string.
function indexOf(line, column) {
	let bytes = 1;

	for (let i = 0; i < line.length; i++) {
		const code = line.codePointAt(i);

		if (bytes >= column)
			return i;
		bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
		i += code > 0xffff ? 1 : 0;
	}
	return line.length;
}

// [first, last] index of what the places say of this line.
function marked(text, line, places) {
	let first = text.length;
	let last = 0;

	for (const [, start, column, end, endColumn] of places) {
		if (line < start || line > Math.max(start, end))
			continue;
		first = Math.min(first, line === start ? indexOf(text, column) : text.search(/\S|$/));
		last = Math.max(last, line < end || !endColumn ? text.length : indexOf(text, endColumn));
	}
	return [first, last];
}

function codeLine(file, line, places) {
	const text = lineOf(file, line);
	const [first, last] = marked(text, line, places);
	const code = make('code', {});

	if (first < last)
		code.append(...shown(text.slice(0, first)), make('mark', {}, ...shown(text.slice(first, last))),
			...shown(text.slice(last)));
	else
		code.append(...shown(text));
	return make('div', { class: first < last ? 'line hit' : 'line' },
		make('span', { class: 'number' }, String(line)), code);
}

// [first, last] lines around the places of one file, in order.
function partsAround(places) {
	const parts = places.filter(place => place[1]).map(place =>
		[Math.max(1, place[1] - context), Math.min(Math.max(place[1], place[3]), place[1] + 40) + context])
		.sort((a, b) => a[0] - b[0]);
	const merged = [];

	for (const part of parts) {
		const before = merged[merged.length - 1];

		if (before && part[0] <= before[1] + gap)
			before[1] = Math.max(before[1], part[1]);
		else
			merged.push(part);
	}
	return merged;
}

// The source of @file around @places; after(line) gives what stands below a line.
function sourceOf(file, places, after) {
	const lines = make('div', { class: 'lines' });
	let previous = 0;

	for (const [first, last] of partsAround(places)) {
		for (let line = first; line <= last; line++) {
			if (lineOf(file, line) === undefined)
				continue;
			if (previous && line > previous + 1)
				lines.append(make('div', { class: 'gap' }, `${count(line - previous - 1, 'line')} left out`));
			lines.append(codeLine(file, line, places), ...after(line));
			previous = line;
		}
	}
	return previous ? lines : null;
}
