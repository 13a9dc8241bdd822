-- SPDX-License-Identifier: Apache-2.0
-- Run by neovim.sh in a headless Neovim that has opened driver/ring.c.
local checks = 0

local function fail(what, seen)
	print('FAIL: ' .. what .. '; seen: ' .. vim.inspect(seen))
	vim.cmd('cquit 1')
end

local function expect(condition, what, seen)
	checks = checks + 1
	if not condition then
		fail(what, seen)
	end
end

-- The diagnostics, once there are as many as that.
local function diagnostics(count, what)
	local seen
	local ok = vim.wait(60000, function()
		seen = vim.diagnostic.get(0)
		return #seen == count
	end, 50)
	expect(ok, what, seen)
	return seen
end

local function lines()
	return vim.api.nvim_buf_get_lines(0, 0, -1, true)
end

local function line_with(text)
	for i, line in ipairs(lines()) do
		if line:find(text, 1, true) then
			return i
		end
	end
	fail('no line with ' .. text, lines())
end

local on_disk = vim.fn.readfile('driver/ring.c')
local id = vim.lsp.start_client({
	name = 'dmalint',
	cmd = { vim.env.DMALINT, 'lsp' },
	root_dir = vim.fn.getcwd(),
})
expect(id, 'the client starts', id)
vim.lsp.buf_attach_client(0, id)

-- Opened: the finding, where it is, and what the client makes of it.
local found = diagnostics(1, 'the finding')[1]
local call = line_with('dma_map_single')
expect(found.lnum == call - 1 and found.col == #'\tdma = ', 'its place', found)
expect(found.severity == vim.diagnostic.severity.ERROR and found.source == 'dmalint', 'an error', found)
expect(found.user_data.lsp.code == 'DMA101', 'its rule', found)
expect(#found.user_data.lsp.relatedInformation >= 2, 'the story', found)

-- Edited and not saved: the check makes it go, and comes and goes with it.
local write = line_with('writel(')
vim.api.nvim_buf_set_lines(0, write - 1, write, true, {
	'\t/* ä€ */ if (dma_mapping_error(acme->dev, dma))',
	'\t\treturn -12;',
	'\twritel(lower_32_bits(dma), acme->regs);',
	'\tdma_unmap_single(acme->dev, dma, len, DMA_TO_DEVICE);',
})
diagnostics(0, 'no finding behind a check')
vim.cmd('silent undo')
diagnostics(1, 'the finding again')
expect(vim.deep_equal(vim.fn.readfile('driver/ring.c'), on_disk), 'nothing is saved')

-- The code action, as the user would choose it.
vim.api.nvim_win_set_cursor(0, { call, 10 })
local offered
vim.ui.select = function(items, _, choose)
	offered = items
	for _, item in ipairs(items) do
		local action = item[2] or item.action
		if action.title:find('^Allow DMA101') then
			choose(item)
		end
	end
end
vim.lsp.buf.code_action()
expect(vim.wait(20000, function()
	return offered ~= nil
end, 50), 'code actions are offered')
expect(#offered == 2, 'allow and explain', offered)
expect(lines()[call] == '\t/* dmalint: allow(DMA101) reason */', 'the comment is in the line before', lines())
diagnostics(0, 'what is allowed is not shown')

-- A hover over the rule's id in that comment.
local answer = vim.lsp.buf_request_sync(0, 'textDocument/hover', {
	textDocument = vim.lsp.util.make_text_document_params(),
	position = { line = call - 1, character = #'\t/* dmalint: allow(DMA' },
}, 20000)
expect(answer and answer[id].result.contents.value:find('# DMA101', 1, true), 'the page of the rule', answer)

-- Saved, and closed.
vim.cmd('silent write')
diagnostics(0, 'nothing new after the save')
vim.lsp.stop_client(id)
expect(vim.wait(10000, function()
	return vim.lsp.client_is_stopped(id)
end, 50), 'the server ends')
-- The quickfix list of docs/editors.md.
vim.fn.writefile(on_disk, 'driver/ring.c')
vim.fn.setqflist({}, ' ', {
	efm = '%f:%l:%c: %t%*[^:]: %m',
	lines = vim.fn.systemlist({ vim.env.DMALINT, 'scan', '--quiet', '--no-db', '--format', 'gcc', 'driver' }),
})
local list = vim.fn.getqflist()
expect(#list >= 3 and list[1].valid == 1 and list[1].type == 'e' and list[1].lnum == call, 'the quickfix list', list)
expect(list[2].type == 'n', 'with the steps', list)

print(checks .. ' checks\n')
vim.cmd('qall!')
