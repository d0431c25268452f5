// SPDX-License-Identifier: EUPL-1.2
// A page's HTML: everything that does not come from the ledger stands in it already, so that header, menu and footer are
// there before any script runs.

import { folder, LANGUAGES, type Language } from "../src/languages.ts";
import { MENU, type PageName, page } from "../src/pages.ts";
import type { IconName } from "../src/shared/icons.ts";
import { dictionaries } from "../src/texts/all.ts";
import { html, type Markup } from "./markup.ts";

const FONTS = "/node_modules/bootstrap-italia/dist/fonts/Titillium_Web/titillium-web-v10-latin-ext_latin";

export interface Told {
  name: PageName;
  language: Language;
  base: string;
  api: string;
  icons: string;
  script: string;
  /** Whether this is the development server, which brings scripts and styles of its own into the page. */
  isServer: boolean;
}

/** What a page may load. The API sends the same as a header where it serves the site. */
export function policy(name: PageName, api: string): string {
  const wasm = page(name).wasm ? " 'wasm-unsafe-eval'" : "";
  return [
    "default-src 'none'",
    `script-src 'self'${wasm}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${api === "" ? "" : ` ${new URL(api).origin}`}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
  ].join("; ");
}

export function document(told: Told): string {
  const { name, language, base, api, icons, script, isServer } = told;
  const t = dictionaries[language];
  const href = (to: PageName, as: Language = language) => `${base}${folder(as)}${page(to).path}`;
  const icon = (id: IconName | "portico", kind = "") =>
    html`<svg class="icon ${kind}" aria-hidden="true"><use vite-ignore href="${icons}#${id}"></use></svg>`;
  const menuName = (to: PageName) => t.pages[to].menu ?? t.pages[to].title;
  const title = name === "home" ? `${t.site.name}: ${t.pages.home.title}` : `${t.pages[name].title} - ${t.site.name}`;

  const above: PageName[] = [];
  for (let to = page(name).parent; to !== undefined; to = page(to as PageName).parent) above.unshift(to as PageName);
  const section = above[0] ?? name;
  const asks = page(name).asks ?? [];

  const link = (to: PageName) =>
    html`<li class="nav-item${to === section ? " active" : ""}"><a class="nav-link${
      to === section ? " active" : ""
    }" href="${href(to)}"${to === name ? html` aria-current="page"` : ""}><span>${menuName(to)}</span></a></li>`;

  const menu = MENU.map((item) => {
    if (typeof item === "string") return link(item);
    const id = `menu-${item.group}`;
    const active = item.pages.includes(section) ? " active" : "";
    return html`<li class="nav-item dropdown${active}"><button class="nav-link dropdown-toggle${active}" type="button" data-bs-toggle="dropdown" aria-expanded="false" id="${id}"><span>${
      t.site.menu.groups[item.group]
    }</span>${icon("it-expand", "icon-xs ms-1")}</button><div class="dropdown-menu" role="region" aria-labelledby="${id}"><div class="link-list-wrapper"><ul class="link-list">${item.pages.map(
      (to) =>
        html`<li><a class="dropdown-item list-item${to === section ? " active" : ""}" href="${href(to)}"${
          to === name ? html` aria-current="page"` : ""
        }><span>${menuName(to)}</span></a></li>`,
    )}</ul></div></div></li>`;
  });

  const languages = LANGUAGES.map(
    (other) =>
      html`<li><a class="language-link${other === language ? " active" : ""}" href="${href(name, other)}" hreflang="${other}" lang="${other}" data-language="${other}"${
        other === language ? html` aria-current="true"` : ""
      }><span aria-hidden="true">${t.site.languages.short[other]}</span><span class="visually-hidden">${t.site.languages[other]}</span></a></li>`,
  );

  const crumbs =
    name === "home"
      ? ""
      : html`<nav class="breadcrumb-container" aria-label="${t.site.breadcrumb}"><ol class="breadcrumb">${(
          ["home", ...above] as PageName[]
        ).map(
          (to) =>
            html`<li class="breadcrumb-item"><a href="${href(to)}">${menuName(to)}</a><span class="separator" aria-hidden="true">/</span></li>`,
        )}<li class="breadcrumb-item active" aria-current="page" id="breadcrumb-here">${t.pages[name].title}</li></ol></nav>`;

  const whole: Markup = html`<!doctype html>
<html lang="${language}" data-page="${name}"${asks.length > 0 ? html` data-asks="${asks.join(" ")}"` : ""}>
<head>
<meta charset="utf-8">
${isServer ? "" : html`<meta http-equiv="Content-Security-Policy" content="${policy(name, api)}">`}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="strict-origin-when-cross-origin">
<title>${title}</title>
<meta name="description" content="${t.pages[name].description}">
${page(name).hidden ? html`<meta name="robots" content="noindex">` : ""}
<meta property="og:title" content="${t.pages[name].title}">
<meta property="og:description" content="${t.pages[name].description}">
<meta property="og:site_name" content="${t.site.name}">
<meta name="theme-color" content="#0066cc">
<link rel="icon" href="${base}favicon.svg" type="image/svg+xml">
${LANGUAGES.map((other) => html`<link vite-ignore rel="alternate" hreflang="${other}" href="${href(name, other)}">`)}
<link vite-ignore rel="alternate" type="application/atom+xml" title="${t.site.footer.feed}" href="${api}/v1/feed.atom">
<link rel="preload" as="font" type="font/woff2" crossorigin href="${FONTS}-regular.woff2">
<link rel="preload" as="font" type="font/woff2" crossorigin href="${FONTS}-600.woff2">
<link rel="preload" as="font" type="font/woff2" crossorigin href="${FONTS}-700.woff2">
<link rel="stylesheet" href="/src/styles/site.scss">
<script type="module" src="${script}"></script>
</head>
<body>
<div class="skiplinks"><a class="visually-hidden-focusable" href="#content">${t.site.skip.content}</a><a class="visually-hidden-focusable" href="#footer">${t.site.skip.footer}</a></div>
<header class="it-header-wrapper">
<div class="it-header-slim-wrapper"><div class="container"><div class="row"><div class="col-12"><div class="it-header-slim-wrapper-content">
<span class="d-block navbar-brand">${t.site.owner}</span>
<div class="it-header-slim-right-zone"><nav aria-label="${t.site.languages.label}"><ul class="language-links">${languages}</ul></nav></div>
</div></div></div></div></div>
<div class="it-nav-wrapper">
<div class="it-header-center-wrapper"><div class="container"><div class="row"><div class="col-12"><div class="it-header-center-content-wrapper">
<div class="it-brand-wrapper"><a href="${href("home")}">${icon("portico")}<div class="it-brand-text"><div class="it-brand-title">${t.site.name}</div><div class="it-brand-tagline d-none d-md-block">${t.site.tagline}</div></div></a></div>
<div class="it-right-zone"><div class="it-search-wrapper"><span class="d-none d-md-block" aria-hidden="true">${t.site.search}</span><a class="search-link rounded-icon" aria-label="${t.site.search}" href="${href("search")}">${icon("it-search")}</a></div></div>
</div></div></div></div></div>
<div class="it-header-navbar-wrapper"><div class="container"><div class="row"><div class="col-12">
<nav class="navbar navbar-expand-lg has-megamenu" aria-label="${t.site.menu.label}">
<button class="custom-navbar-toggler" type="button" aria-controls="menu" aria-expanded="false" aria-label="${t.site.menu.open}" data-bs-toggle="navbarcollapsible" data-bs-target="#menu">${icon("it-burger")}</button>
<div class="navbar-collapsable" id="menu"><div class="overlay"></div>
<div class="close-div"><button class="btn close-menu" type="button"><span class="visually-hidden">${t.site.menu.close}</span>${icon("it-close-big")}</button></div>
<div class="menu-wrapper"><ul class="navbar-nav">${menu}</ul></div></div>
</nav></div></div></div></div>
</div>
</header>
<div id="banner" role="region" aria-label="${t.banner.label}" hidden></div>
<div class="crumbs container px-4 my-4">${crumbs}</div>
<main id="content" class="container px-4 mb-5" tabindex="-1" aria-busy="true"><div class="loading" role="status"><span class="visually-hidden">${t.states.loading}</span><div class="progress-spinner progress-spinner-active" aria-hidden="true"></div></div>
<noscript><div class="alert alert-info">${t.site.noscript} <a href="${api}/reference">${t.site.noscriptApi}</a>.</div></noscript></main>
<footer class="it-footer" id="footer" tabindex="-1">
<div class="it-footer-main"><div class="container"><section><div class="row clearfix"><div class="col-sm-12">
<div class="it-brand-wrapper"><a href="${href("home")}">${icon("portico")}<div class="it-brand-text"><div class="it-brand-title">${t.site.name}</div><div class="it-brand-tagline d-none d-md-block">${t.site.tagline}</div></div></a></div>
</div></div></section>
<section class="py-4"><div class="row"><div class="col-lg-4 pb-2"><p>${t.site.footer.nothingToBelieve}</p></div>
<div class="col-lg-4 pb-2"><h2 class="footer-heading">${t.site.footer.about}</h2><div class="link-list-wrapper"><ul class="footer-list link-list clearfix">
${(["about", "verify", "document", "accessibility"] as const).map((to) => html`<li><a class="list-item" href="${href(to)}">${t.pages[to].title}</a></li>`)}</ul></div></div>
<div class="col-lg-4 pb-2"><h2 class="footer-heading">${t.site.footer.data}</h2><div class="link-list-wrapper"><ul class="footer-list link-list clearfix">
<li><a class="list-item" href="${href("imports")}">${t.pages.imports.title}</a></li>
<li><a class="list-item" href="${api}/reference">${t.site.footer.api}</a></li>
<li><a class="list-item" href="${api}/v1/feed.atom">${t.site.footer.feed}</a></li></ul></div></div>
</div></section></div></div>
<div class="it-footer-small-prints clearfix"><div class="container"><p class="mb-0 py-3 text-white small">${t.site.footer.licence}</p></div></div>
</footer>
</body>
</html>
`;
  return whole.text;
}
