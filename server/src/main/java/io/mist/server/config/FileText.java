package io.mist.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What is in a file of settings.
 *
 * @param text empty if it could not be read
 * @param complaint why it could not be read and what to do; empty if it could
 */
public record FileText(String text, String complaint) {

    /** A larger file is rejected. */
    public static final int MAX_BYTES = 1 << 20;

    public static FileText of(Path file) {
        if (Files.isDirectory(file)) {
            return complain(file, "is a directory (expected: a file)");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return complain(file, "is larger than " + Units.text((long) MAX_BYTES));
            }
            var decoder = StandardCharsets.UTF_8.newDecoder();
            return new FileText(decoder.decode(ByteBuffer.wrap(bytes)).toString(), "");
        } catch (CharacterCodingException e) {
            return complain(file, "is not UTF-8 text; save it in that encoding");
        } catch (NoSuchFileException e) {
            return complain(file, "is not there; create it, or name another one");
        } catch (AccessDeniedException e) {
            return complain(file, "may not be read; let the user of the server read it");
        } catch (IOException e) {
            return complain(file, "cannot be read: " + e);
        }
    }

    public boolean isReadable() {
        return complaint.isEmpty();
    }

    private static FileText complain(Path file, String what) {
        return new FileText("", file + " " + what);
    }
}
