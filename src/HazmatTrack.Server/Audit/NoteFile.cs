using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;

namespace HazmatTrack.Server.Audit;

/// <summary>
/// Reads signed notes that follow each other in a file: each is a text, an empty line and lines of signatures. Further empty lines between them, carriage
/// returns and a byte order mark do no harm.
/// </summary>
internal static class NoteFile
{
    private const string Signature = "— ";

    /// <exception cref="AuditFormatException">Something in the text is no note; the message names the line.</exception>
    public static IReadOnlyList<SignedNote> Parse(string text)
    {
        var lines = text.TrimStart('\ufeff').ReplaceLineEndings("\n").Split('\n');
        var notes = new List<SignedNote>();
        for (var at = 0; at < lines.Length;)
        {
            if (lines[at].Length == 0)
            {
                at++;
                continue;
            }

            var from = at;
            while (at < lines.Length && lines[at].Length > 0)
            {
                at++;
            }

            // The empty line, then the signatures.
            at++;
            while (at < lines.Length && lines[at].StartsWith(Signature, StringComparison.Ordinal))
            {
                at++;
            }

            notes.Add(Parse(lines[from..Math.Min(at, lines.Length)], from + 1));
        }

        return notes;
    }

    private static SignedNote Parse(string[] lines, int line)
    {
        try
        {
            var note = SignedNote.Parse(string.Join('\n', lines) + "\n");
            _ = AuditCheckpoint.Parse(note.Text);
            return note;
        }
        catch (AuditFormatException e)
        {
            throw new AuditFormatException($"the checkpoint at line {line} cannot be read: {e.Message}");
        }
    }
}
