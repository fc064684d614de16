using System.Data.Common;

namespace HazmatTrack.Storage;

/// <summary>What a database, or its client, says of a fault.</summary>
public static class DatabaseWords
{
    /// <summary>In one line and with a full stop, which many leave out, so that another sentence can follow.</summary>
    public static string Sentence(DbException fault)
    {
        var text = fault.Message.ReplaceLineEndings(" ").TrimEnd();
        return text is [.., '.' or '!' or '?' or '。'] ? text : text + ".";
    }
}
