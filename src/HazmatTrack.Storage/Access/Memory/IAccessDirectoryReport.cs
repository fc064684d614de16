namespace HazmatTrack.Storage.Access.Memory;

/// <summary>What the memory of a process says about how it follows the store: for the log and for metrics. None of it may throw.</summary>
public interface IAccessDirectoryReport
{
    /// <summary>The store was asked for changes and answered.</summary>
    /// <param name="held">The number of keys, sessions and vehicles that are held.</param>
    void Followed(AccessDirectoryStatus status, (int Keys, int Sessions, int Vehicles) held);

    /// <summary>The store could not be asked for changes. What is held is believed until <see cref="Disbelieved"/>.</summary>
    void Failed(Exception exception, int attempt, DateTimeOffset? lastRead);

    /// <summary>The store has not answered for too long: nobody is let in until it does.</summary>
    void Disbelieved(DateTimeOffset? lastRead);

    /// <summary>The store answers again.</summary>
    void Recovered(int attempts, long revision);

    /// <summary>
    /// The newest revision is an earlier one, as after a restored backup, or the database is on another timeline, as after a replica took over: everything held
    /// was dropped.
    /// </summary>
    void WentBack(long known, long found);

    /// <summary>A key, a session or a vehicle could not be looked up, and was refused.</summary>
    void LookupFailed(Exception exception);

    /// <summary>Changes of other processes are not signalled; they are found by asking.</summary>
    void ListeningFailed(Exception exception);

    /// <summary>Last uses could not be written; they are kept for the next time.</summary>
    void UsesFailed(Exception exception);
}
