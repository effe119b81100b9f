/* What all pages of Jackfield have. */
function digits(value) {
    const size = Math.abs(value);
    return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}
function words(r, middle) {
    return digits(r[middle]) + (r.low === undefined ? '' : ' (' + digits(r.low) + ' to ' + digits(r.high) + ')');
}
function cell(row, text, number) {
    const td = row.insertCell();
    td.textContent = text;
    if (number) { td.className = 'number'; }
}
function head(table, names) {
    const row = table.createTHead().insertRow();
    names.forEach(name => { const th = document.createElement('th'); th.textContent = name; row.append(th); });
}

/* The interval as a line over each bar, and the number behind it; rows and, if wanted, a format are in the chart's data. */
const whiskers = {
    id: 'whiskers',
    afterDatasetsDraw(chart) {
        const pen = chart.ctx, x = chart.scales.x;
        pen.save();
        pen.strokeStyle = pen.fillStyle = '#1c2430';
        pen.font = '11px system-ui, sans-serif';
        pen.lineWidth = 1.3;
        chart.getDatasetMeta(0).data.forEach((bar, i) => {
            const r = chart.data.rows[i];
            const low = x.getPixelForValue(Math.max(x.min, r.low ?? r.median));
            const high = x.getPixelForValue(Math.min(x.max, r.high ?? r.median));
            pen.fillText((chart.data.format ?? digits)(r.median), Math.max(bar.x, high) + 7, bar.y + 4);
            if (r.low === undefined) { return; }
            pen.beginPath();
            pen.moveTo(low, bar.y); pen.lineTo(high, bar.y);
            [low, high].forEach(end => { pen.moveTo(end, bar.y - 4); pen.lineTo(end, bar.y + 4); });
            pen.stroke();
        });
        pen.restore();
    }
};

