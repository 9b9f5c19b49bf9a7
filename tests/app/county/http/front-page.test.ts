import { expect, it } from 'vitest';
import { frontPage } from '../../../../app/county/http/front-page.ts';

it('takes the name of a county for words, whatever stands in it', () => {
  const page = frontPage({ code: '990202', name: '<script>alert("松岭")</script>', demo: false });
  expect(page).not.toContain('<script');
  expect(page).toContain('&lt;script&gt;alert(&quot;松岭&quot;)&lt;/script&gt; <small>990202</small>');
  expect(page).not.toContain('Demo');
});
