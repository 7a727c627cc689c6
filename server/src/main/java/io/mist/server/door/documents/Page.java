package io.mist.server.door.documents;

import java.util.List;

/** Writes a page; every text is escaped here and nowhere else. Confined to one thread. */
final class Page {

    private final StringBuilder html = new StringBuilder();

    Page(String title) {
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>")
                .append(Escaping.html(title))
                .append("</title>\n<link rel=\"stylesheet\" href=\"/docs.css\">\n</head>\n<body>\n");
    }

    String end() {
        return html.append("</body>\n</html>\n").toString();
    }

    Page heading(int level, String text) {
        return element("h" + level, text);
    }

    Page paragraph(String text) {
        return text.isEmpty() ? this : element("p", text);
    }

    /** Lines that can be pasted into a shell. */
    Page lines(String... lines) {
        html.append("<pre><code>")
                .append(Escaping.html(String.join("\n", lines)))
                .append("</code></pre>\n");
        return this;
    }

    /** Texts and addresses in turn. */
    Page links(String... textsAndAddresses) {
        html.append("<nav>");
        for (int i = 0; i < textsAndAddresses.length; i += 2) {
            html.append(link(textsAndAddresses[i], textsAndAddresses[i + 1])).append(' ');
        }
        html.append("</nav>\n");
        return this;
    }

    private static String link(String text, String address) {
        return "<a href=\"" + Escaping.html(address) + "\">" + Escaping.html(text) + "</a>";
    }

    Page table(List<String> heads, List<List<String>> rows) {
        return table(heads, rows, "");
    }

    /** @param below the path to which the first column's texts are links; empty for none */
    Page table(List<String> heads, List<List<String>> rows, String below) {
        html.append("<table>\n<tr>");
        heads.forEach(head -> html.append("<th>").append(Escaping.html(head)).append("</th>"));
        html.append("</tr>\n");
        for (List<String> row : rows) {
            html.append("<tr>");
            for (int i = 0; i < row.size(); i++) {
                String text = row.get(i);
                html.append("<td>")
                        .append(
                                i > 0
                                        ? Escaping.html(text)
                                        : below.isEmpty()
                                                ? "<code>" + Escaping.html(text) + "</code>"
                                                : link(text, below + Escaping.path(text)))
                        .append("</td>");
            }
            html.append("</tr>\n");
        }
        html.append("</table>\n");
        return this;
    }

    private Page element(String tag, String text) {
        html.append('<')
                .append(tag)
                .append('>')
                .append(Escaping.html(text))
                .append("</")
                .append(tag)
                .append(">\n");
        return this;
    }
}
