// What of the report is wider than the screen opens at its newest weeks, which stand to the right.

for (const one of document.querySelectorAll(".plot .scroll")) one.scrollLeft = one.scrollWidth;
