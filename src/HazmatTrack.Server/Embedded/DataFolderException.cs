namespace HazmatTrack.Server.Embedded;

/// <summary>The data folder cannot be used; the message is for the operator.</summary>
internal sealed class DataFolderException(string message, Exception? inner) : Exception(message, inner)
{
    /// <summary>Whether another process has locked the folder.</summary>
    public bool IsInUse { get; init; }
}
