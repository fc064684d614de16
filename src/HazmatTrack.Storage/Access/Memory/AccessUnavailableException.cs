namespace HazmatTrack.Storage.Access.Memory;

/// <summary>The store of operators, keys and sessions does not answer, so that it is unknown who may see what.</summary>
public sealed class AccessUnavailableException(DateTimeOffset? lastRead, Exception? cause = null) : Exception(
    lastRead is { } at
        ? $"It is unknown who may see what: the access store was last read at {at:yyyy-MM-dd'T'HH:mm:ss'Z'}. Look at its database."
        : "It is unknown who may see what: the access store has not been read yet. Look at its database.",
    cause);
