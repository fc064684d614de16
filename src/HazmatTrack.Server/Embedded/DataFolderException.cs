using HazmatTrack.Domain;
using HazmatTrack.Server.Settings;

namespace HazmatTrack.Server.Embedded;

/// <summary>The data folder cannot be used; the message is for the operator.</summary>
internal sealed class DataFolderException(LocalText text, Exception? cause) : RefusalException(text, cause)
{
    /// <summary>Whether another process has locked the folder.</summary>
    public bool IsInUse { get; init; }
}
