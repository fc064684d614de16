using System.Text;
using System.Text.Json;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Audit.Proofs;

namespace HazmatTrack.Server.Audit;

/// <summary>
/// Reads signed notes that follow each other in a file: each is a text, an empty line and lines of signatures. Further empty lines between them, carriage
/// returns and a byte order mark do no harm. Answers of <c>GET /audit/checkpoints</c>, one or more pages, are read as well.
/// </summary>
internal static class NoteFile
{
    private const string Signature = "— ";

    /// <exception cref="AuditFormatException">Something in the text is no note; the message names the line, or the checkpoint of an answer.</exception>
    public static IReadOnlyList<SignedNote> Parse(string text)
    {
        text = text.TrimStart('\ufeff');
        return text.TrimStart().StartsWith('{') ? ParseAnswers(text) : ParseNotes(text);
    }

    private static List<SignedNote> ParseAnswers(string text)
    {
        var notes = new List<SignedNote>();
        try
        {
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(text), new JsonReaderOptions { AllowMultipleValues = true });
            while (reader.Read())
            {
                using var page = JsonDocument.ParseValue(ref reader);
                foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
                {
                    notes.Add(Parse(item.GetProperty("note").GetString() ?? "", $"checkpoint {notes.Count + 1}"));
                }
            }

            return notes;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new AuditFormatException($"it has no answers of GET /api/v1/audit/checkpoints: {e.Message}");
        }
    }

    private static List<SignedNote> ParseNotes(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n');
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

            notes.Add(Parse(string.Join('\n', lines[from..Math.Min(at, lines.Length)]) + "\n", $"the checkpoint at line {from + 1}"));
        }

        return notes;
    }

    private static SignedNote Parse(string text, string what)
    {
        try
        {
            var note = SignedNote.Parse(text);
            _ = AuditCheckpoint.Parse(note.Text);
            return note;
        }
        catch (AuditFormatException e)
        {
            throw new AuditFormatException($"{what} cannot be read: {e.Message}");
        }
    }
}
