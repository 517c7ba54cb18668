require("../dist/provider/hosts/plugin/main.js").main();
