/** Goes to a wallet's page as a browser would and presses its pay button. `request`: what `openPayment` answered. */
export async function payOnPage(request: unknown): Promise<void> {
  const wanted = request as { is: 'redirect'; url: string } | { is: 'form'; action: string; fields: Record<string, string> };
  const page =
    wanted.is === 'redirect'
      ? // WeChat's page opens for pages that browsers name, and for no others.
        await fetch(wanted.url, { headers: { referer: 'http://127.0.0.1/' } })
      : await fetch(wanted.action, { method: 'POST', body: new URLSearchParams(wanted.fields) });
  const html = await page.text();
  const button = /<button[^>]*id="pay"[^>]*>/.exec(html)?.[0] ?? '';
  const before = html.slice(0, html.indexOf(button));
  const form = before.slice(before.lastIndexOf('<form'));
  const action = new URL(unescapeHtml(/action="([^"]*)"/.exec(form)?.[1] ?? ''), page.url);
  const fields = new URLSearchParams(
    [...form.matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g)].map((match) => [match[1] as string, unescapeHtml(match[2] as string)]),
  );
  const own = /name="([^"]*)"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="([^"]*)"/.exec(button);
  if (own) fields.append((own[1] ?? own[4]) as string, (own[2] ?? own[3]) as string);
  const answer = await fetch(action, { method: 'POST', body: fields, redirect: 'manual' });
  if (answer.status >= 400) throw new Error(`the wallet's page answered ${answer.status}`);
}

function unescapeHtml(text: string): string {
  return text
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&');
}
