// Hover text of the heat map, read from the attributes of its rows; and everything opened for printing.
(function () {
  var meaning = {}, tip = document.getElementById("tip");
  document.querySelectorAll("#legend li").forEach(function (item) {
    meaning[item.dataset.c] = item.querySelector("span").textContent;
  });
  document.addEventListener("mousemove", function (event) {
    var svg = event.target.closest && event.target.closest(".heat svg");
    if (!svg) { tip.hidden = true; return; }
    var box = svg.getBoundingClientRect();
    var day = Math.floor((event.clientX - box.left - svg.dataset.left) / 17);
    var row = Math.floor((event.clientY - box.top - 32) / 16);
    var name = svg.querySelector(".names").children[row];
    var head = svg.querySelectorAll("[data-day]")[day];
    if (day < 0 || row < 0 || !name || !head) { tip.hidden = true; return; }
    var sign = Array.from(name.dataset.d)[day];
    tip.textContent = name.dataset.id + " · " + head.dataset.day + " · " + meaning[sign];
    tip.hidden = false;
    var left = Math.min(event.clientX + 14, document.documentElement.clientWidth - tip.offsetWidth - 8);
    tip.style.left = Math.max(4, left) + "px";
    tip.style.top = (event.clientY + 18) + "px";
  });
  addEventListener("beforeprint", function () {
    document.querySelectorAll("details").forEach(function (one) { one.open = true; });
  });
})();
