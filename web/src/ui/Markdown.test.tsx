import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { Markdown } from './Markdown';

function render(text: string, isGrowing = false): string {
  return renderToStaticMarkup(<Markdown text={text} isGrowing={isGrowing} />);
}

function withoutGaps(markup: string): string {
  return markup.replaceAll(/>\s+</g, '><');
}

describe('Markdown', () => {
  it.each([
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    'inline <svg onload=alert(1)> markup',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  ])('shows %s as text', (html) => {
    const markup = render(html);
    expect(markup).not.toMatch(/<(script|img|svg|iframe)/);
    expect(markup).toContain('&lt;');
  });

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert(1))',
    '[x](data:text/html,y)',
    '[x](vbscript:y)',
    '[x](//evil.example/)',
    '[x](/sign-out)',
    '[x](#user-content-main)',
    '<javascript:alert(1)>',
    '![x](javascript:alert(1))',
  ])('makes no link of %s', (text) => {
    expect(render(text)).not.toContain('href');
  });

  it('opens links apart and tells their hosts nothing', () => {
    expect(render('[x](https://example.org)')).toContain(
      '<a href="https://example.org" target="_blank" rel="noopener noreferrer nofollow">x</a>',
    );
    expect(render('a@b.example')).toContain('href="mailto:a@b.example"');
  });

  it('shows an image as a link and never loads it', () => {
    const markup = render('![a chart](https://evil.example/p.png?secret)');
    expect(markup).toContain('>a chart</a>');
    expect(markup).not.toContain('<img');
  });

  it('draws the same while the text grows', () => {
    const text = '# One\n\n- a\n\n- b\n\n| x | y |\n| - | - |\n| 1 | 2 |\n\nEnd **here**';
    expect(withoutGaps(render(text, true))).toBe(withoutGaps(render(text)));
  });
});
