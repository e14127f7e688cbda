/*! tpo-docs, MIT. Made from frontend/ by `make js`: sha256 3557278e92e8d50c775f38c44d148acdc5b33b117b55b3903acfe4f41bc6b67a */
"use strict";(()=>{})();
