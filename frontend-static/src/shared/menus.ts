// SPDX-License-Identifier: EUPL-1.2
// What opens the menus of the header: Bootstrap Italia's own parts, for the elements that build/document.ts wrote. They are large,
// so begin.ts loads them after the content.

import Dropdown from "bootstrap-italia/dist/plugins/dropdown.js";
import NavBarCollapsible from "bootstrap-italia/dist/plugins/navbar-collapsible.js";

const menu = document.getElementById("menu");
if (menu !== null) NavBarCollapsible.getOrCreateInstance(menu);
for (const toggle of document.querySelectorAll('[data-bs-toggle="dropdown"]')) Dropdown.getOrCreateInstance(toggle);
