namespace HazmatTrack.Access.Directory;

internal sealed partial class AccessFeed
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The access store cannot be read (attempt {Attempt}, last read at {LastRead}), and it is retried. Keys and sessions that are held let their callers in for some seconds more. Look at its database.")]
    private partial void LogFailed(Exception exception, int attempt, DateTimeOffset? lastRead);

    [LoggerMessage(
        Level = LogLevel.Critical,
        Message = "The access store has not answered since {LastRead}: it is unknown which keys and sessions were revoked, and nobody is let in until it answers. Look at its database.")]
    private partial void LogDisbelieved(DateTimeOffset? lastRead);

    [LoggerMessage(Level = LogLevel.Information, Message = "The access store can be read again after {Attempts} failed attempts; up to revision {Revision}.")]
    private partial void LogRecovered(int attempts, long revision);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The access store was restored from a backup, or a replica of its database took over: its counter was at {Known} and is at {Found}. Keys whose revocation is missing are active again: revoke them.")]
    private partial void LogWentBack(long known, long found);

    [LoggerMessage(Level = LogLevel.Error, Message = "A key, a session or a vehicle's operator could not be looked up in the access store; the request was refused. Look at its database.")]
    private partial void LogLookupFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes of keys and sessions are not signalled by the database, and are found by polling instead; listening is retried.")]
    private partial void LogListeningFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The last uses of keys and sessions could not be written; they are written with the next ones.")]
    private partial void LogUsesFailed(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Sessions that ended long ago could not be removed; it is retried in an hour.")]
    private partial void LogRemoveFailed(Exception exception);
}
