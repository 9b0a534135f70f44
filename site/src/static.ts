/** What stands in place of a live session in these pages; "" where there is a server to connect to. */
export const STATIC = document.documentElement.hasAttribute("data-static")
  ? "These pages are static files, and there is no server behind them. So the time server’s own code speaks in this page, over a TCP in this page. It is no real connection: for one, run the program on your own machine (native serve), and open the pages that it serves."
  : "";
