// @ts-check
// What a page does beyond its links and forms. Each module finds its elements by data-* and leaves pages without them alone.
import "./ago.js";
import "./copy.js";
import "./countdown.js";
import "./delete.js";
import "./fragment.js";
import "./guest.js";
import "./install.js";
import "./pair.js";
import "./share.js";
import "./upload.js";
import "./buffer.js";
