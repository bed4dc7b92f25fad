// Loaded into Playwright's driver before itself (NODE_OPTIONS): it asks Firefox for preferences of media, which a Firefox of the long support
// line does not know as a command, and then opens no page at all. Nothing here depends on them, so that one refusal is let pass.
const Module = require("node:module");

const compile = Module.prototype._compile;
Module.prototype._compile = function (content, name) {
  const mild = name.endsWith("coreBundle.js")
    ? content.replaceAll('.send("emulation.setMediaFeaturesOverride"', '.sendMayFail("emulation.setMediaFeaturesOverride"')
    : content;
  return compile.call(this, mild, name);
};
