# SPDX-License-Identifier: Apache-2.0
# The output of a terminal, with its colours, as a picture: SVG on standard output. COMMAND is shown as typed.
function escaped(s)
{
	gsub(/&/, "\\&amp;", s)
	gsub(/</, "\\&lt;", s)
	gsub(/>/, "\\&gt;", s)
	gsub(/\t/, "        ", s)
	return s
}

function class_of(code)
{
	if (code == "1")
		return "b"
	if (code == "2")
		return "d"
	if (code ~ /31/)
		return "r"
	if (code ~ /32/)
		return "g"
	if (code ~ /33|35/)
		return "y"
	return ""
}

# One line of text with escape sequences as a row of <tspan>.
function row(line,	text, code, class)
{
	while (match(line, /\033\[[0-9;]*m/)) {
		text = text span(substr(line, 1, RSTART - 1), class)
		code = substr(line, RSTART + 2, RLENGTH - 3)
		class = class_of(code)
		line = substr(line, RSTART + RLENGTH)
	}
	return text span(line, class)
}

function span(s, class)
{
	if (s == "")
		return ""
	return class ? "<tspan class=\"" class "\">" escaped(s) "</tspan>" : escaped(s)
}

function put(markup, plain)
{
	rows[++count] = markup
	if (length(plain) > width)
		width = length(plain)
}

BEGIN { put("<tspan class=\"g\">$</tspan> " escaped(COMMAND), "$ " COMMAND) }
{
	plain = $0
	gsub(/\033\[[0-9;]*m/, "", plain)
	gsub(/\t/, "        ", plain)
	put(row($0), plain)
}
END {
	w = int(width * 7.85) + 40
	h = count * 19 + 56
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n", w, h, w, h
	printf "<title>%s</title>\n", escaped(COMMAND)
	print "<style>text { font: 13px ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; fill: #d7dae0; white-space: pre }"
	print ".b { font-weight: bold; fill: #fff } .d { fill: #8b93a1 } .r { font-weight: bold; fill: #ff6b68 } .g { font-weight: bold; fill: #6fcf6f } .y { font-weight: bold; fill: #e5c07b }</style>"
	printf "<rect width=\"%d\" height=\"%d\" rx=\"8\" fill=\"#1e2127\"/>\n", w, h
	print "<circle cx=\"20\" cy=\"18\" r=\"6\" fill=\"#ff5f56\"/><circle cx=\"40\" cy=\"18\" r=\"6\" fill=\"#ffbd2e\"/><circle cx=\"60\" cy=\"18\" r=\"6\" fill=\"#27c93f\"/>"
	for (i = 1; i <= count; i++)
		if (rows[i] != "")
			printf "<text x=\"20\" y=\"%d\" xml:space=\"preserve\">%s</text>\n", i * 19 + 32, rows[i]
	print "</svg>"
}
