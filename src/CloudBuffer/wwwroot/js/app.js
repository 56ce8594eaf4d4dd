// @ts-check
// What a page does beyond its links and forms. Each module finds its elements by data-* and leaves pages without them alone.
import "./served.js";
import "./ago.js";
import "./copy.js";
import "./countdown.js";
import "./delete.js";
import "./fragment.js";
import "./guest.js";
import "./install.js";
import "./load.js";
import "./pair.js";
import "./put.js";
import "./quiet.js";
import "./refresh.js";
import "./share.js";
