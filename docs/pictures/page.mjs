// SPDX-License-Identifier: Apache-2.0
// Pictures of the HTML page: its summary, its list, and a finding with its path. node page.mjs PAGE FOLDER
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const { chromium } = createRequire(`${process.env.MODULES}/`)('playwright-core');
const [page, folder] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const tab = await browser.newPage({ viewport: { width: 1200, height: 760 } });

async function picture(name, keys) {
	for (const key of keys)
		await tab.keyboard.press(key);
	await tab.waitForTimeout(200);
	await tab.screenshot({ path: `${folder}/${name}.png` });
}

await tab.goto(pathToFileURL(page).href);
await picture('page-summary', ['s']);
await picture('page-list', ['f']);
await picture('page-finding', ['j', 'Enter', 'ArrowRight']);
await browser.close();
