//! Tables and facts: rows that break over pages.

use crate::Error;
use crate::document::{Align, Column};
use crate::layout::Layout;
use crate::lines::{self, Line};
use crate::style::{self, Ink, Style};
use crate::tags::{Part, Role};

/// A column on the page: where it begins and how wide it is, from the beginning of the line.
#[derive(Clone, Copy)]
struct Slot {
    from: f32,
    width: f32,
    align: Align,
}

/// A row of cells, each in lines.
#[derive(Clone)]
struct Row {
    cells: Vec<Vec<Line>>,
    style: Style,
    padding: f32,
}

impl Row {
    fn lines(&self) -> usize {
        self.cells.iter().map(Vec::len).max().unwrap_or(0).max(1)
    }

    fn height(&self) -> f32 {
        self.lines() as f32 * self.style.line() + 2.0 * self.padding
    }
}

/// Rows of the same columns, under a header that comes back on each page.
struct Grid {
    slots: Vec<Slot>,
    header: Option<Row>,
}

/// Label and value, one pair a line.
pub(crate) fn facts(layout: &mut Layout<'_>, facts: &[(String, String)]) {
    if facts.is_empty() {
        return;
    }
    let grid = Grid {
        slots: slots(layout.width(), &[(34, Align::Start), (66, Align::Start)]),
        header: None,
    };
    let table = layout.tags.add(Role::Table, None);
    for (label, value) in facts {
        let parent = layout.tags.add(Role::Row, Some(table));
        let parts = [Role::RowHeader, Role::Cell].map(|role| layout.tags.add(role, Some(parent)));
        let cells = [(label, style::LABEL), (value, style::BODY)]
            .into_iter()
            .zip(&grid.slots)
            .map(|((text, style), slot)| lines::set(&mut layout.setter, text, style, slot.width))
            .collect();
        let row = Row {
            cells,
            style: style::BODY,
            padding: 1.5,
        };
        grid.place(layout, &row, Some(&parts));
    }
    layout.y += style::GAP;
}

pub(crate) fn table(
    layout: &mut Layout<'_>,
    columns: &[Column],
    rows: &[Vec<String>],
    total: Option<&[String]>,
) -> Result<(), Error> {
    let longest = rows
        .iter()
        .map(Vec::len)
        .chain(total.map(<[String]>::len))
        .max()
        .unwrap_or(0);
    if longest > columns.len() {
        return Err(Error::TooManyCells {
            columns: columns.len(),
            found: longest,
        });
    }
    if columns.is_empty() {
        return Ok(());
    }
    let weights: Vec<(u16, Align)> = columns
        .iter()
        .map(|column| (column.weight, column.align))
        .collect();
    let mut grid = Grid {
        slots: slots(layout.width(), &weights),
        header: None,
    };
    let part = layout.tags.add(Role::Table, None);
    let titles: Vec<String> = columns.iter().map(|column| column.title.clone()).collect();
    if titles.iter().any(|title| !title.is_empty()) {
        let row = grid.row(layout, &titles, style::HEADER);
        let group = layout.tags.add(Role::Head, Some(part));
        let parts = parts(layout, group, &titles, &Role::ColumnHeader);
        // A header stays with the first row.
        let together = row.height() + 2.0 * style::CELL.line();
        if layout.room() < together && together < layout.page_height() {
            layout.new_page();
        }
        grid.place(layout, &row, Some(&parts));
        layout.rule(layout.y, 0.9, Ink::Full);
        if row.height() < layout.page_height() / 3.0 {
            grid.header = Some(row);
        }
    }
    if !rows.is_empty() {
        let group = layout.tags.add(Role::Body, Some(part));
        for cells in rows {
            let row = grid.row(layout, cells, style::CELL);
            let parts = parts(layout, group, &titles, &Role::Cell);
            grid.place(layout, &row, Some(&parts));
            layout.rule(layout.y, style::HAIRLINE, Ink::Hair);
        }
    }
    if let Some(cells) = total {
        let row = grid.row(layout, cells, style::TOTAL);
        let group = layout.tags.add(Role::Foot, Some(part));
        let parts = parts(layout, group, &titles, &Role::Cell);
        if layout.room() < row.height() && row.height() < layout.page_height() / 2.0 {
            grid.next_page(layout);
        }
        layout.rule(layout.y, 0.9, Ink::Full);
        grid.place(layout, &row, Some(&parts));
    }
    layout.y += style::GAP * 1.25;
    Ok(())
}

/// Shares the width out among columns by weight.
fn slots(width: f32, columns: &[(u16, Align)]) -> Vec<Slot> {
    let weight = |weight: u16| f32::from(weight.max(1));
    let sum: f32 = columns.iter().map(|&(w, _)| weight(w)).sum();
    let gaps = style::GUTTER * (columns.len() as f32 - 1.0);
    // With very many columns the gutters would take everything.
    let gutter = if gaps < width / 2.0 {
        style::GUTTER
    } else {
        0.0
    };
    let shared = width - gutter * (columns.len() as f32 - 1.0);
    let mut from = 0.0;
    columns
        .iter()
        .map(|&(own, align)| {
            let slot = Slot {
                from,
                width: shared * weight(own) / sum,
                align,
            };
            from += slot.width + gutter;
            slot
        })
        .collect()
}

/// A row of the structure with a part for each column.
fn parts(layout: &mut Layout<'_>, group: Part, columns: &[String], role: &Role) -> Vec<Part> {
    let row = layout.tags.add(Role::Row, Some(group));
    columns
        .iter()
        .map(|_| layout.tags.add(role.clone(), Some(row)))
        .collect()
}

impl Grid {
    fn row(&self, layout: &mut Layout<'_>, cells: &[String], style: Style) -> Row {
        let cells = cells
            .iter()
            .zip(&self.slots)
            .map(|(text, slot)| lines::set(&mut layout.setter, text, style, slot.width))
            .collect();
        Row {
            cells,
            style,
            padding: style::ROW_PADDING,
        }
    }

    fn next_page(&self, layout: &mut Layout<'_>) {
        layout.new_page();
        if let Some(header) = &self.header {
            self.lines(layout, header, 0, header.lines(), None);
            layout.rule(layout.y, 0.9, Ink::Full);
        }
    }

    /// Puts a row on the page, or on the next one; over several where it is higher than a page.
    fn place(&self, layout: &mut Layout<'_>, row: &Row, parts: Option<&[Part]>) {
        let all = row.lines();
        let fitting = |room: f32| {
            ((room - 2.0 * row.padding) / row.style.line())
                .floor()
                .max(0.0) as usize
        };
        let header = self.header.as_ref().map_or(0.0, Row::height);
        let on_a_fresh_page = fitting(layout.page_height() - header);
        let mut from = 0;
        let mut fresh = false;
        loop {
            let fits = fitting(layout.room());
            let left = all - from;
            if left <= fits {
                return self.lines(layout, row, from, left, parts);
            }
            let worthwhile = fits >= 3 || fresh;
            if left > on_a_fresh_page && worthwhile {
                let count = fits.clamp(1, left);
                self.lines(layout, row, from, count, parts);
                from += count;
                if from == all {
                    return;
                }
            }
            self.next_page(layout);
            fresh = true;
        }
    }

    /// Some lines of each cell of a row.
    fn lines(
        &self,
        layout: &mut Layout<'_>,
        row: &Row,
        from: usize,
        count: usize,
        parts: Option<&[Part]>,
    ) {
        let top = layout.y + row.padding;
        for (number, (cell, slot)) in row.cells.iter().zip(&self.slots).enumerate() {
            let part = parts.and_then(|parts| parts.get(number)).copied();
            for (place, line) in cell.iter().skip(from).take(count).enumerate() {
                let y = top + place as f32 * row.style.line();
                layout.text(line.clone(), (slot.from, slot.width), y, slot.align, part);
            }
        }
        layout.y = top + count as f32 * row.style.line() + row.padding;
    }
}
