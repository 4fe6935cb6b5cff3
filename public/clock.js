// A clock that goes on while its page is behind another tab, where a page's own is slowed down.
setInterval(function () { postMessage(0); }, 10000);
