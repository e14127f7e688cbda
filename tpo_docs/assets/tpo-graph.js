/*! tpo-docs, MIT. Made from frontend/ by `make js`: sha256 bb75ee3ea6c242a5068660c4b9a200c574020d727ffeb291f6b2e2669613e6db */
"use strict";(()=>{})();
