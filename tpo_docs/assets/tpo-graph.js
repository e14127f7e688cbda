/*! tpo-docs, MIT. Made from frontend/ by `make js`: sha256 f261439f38da292e5efb0a9b8e734a0083134736a81c0ad40c97a01c4f66b513 */
"use strict";(()=>{})();
