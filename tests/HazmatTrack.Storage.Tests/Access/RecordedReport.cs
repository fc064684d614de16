using System.Collections.Concurrent;
using HazmatTrack.Storage.Access.Memory;

namespace HazmatTrack.Storage.Tests.Access;

/// <summary>What a directory has said about how it follows the store.</summary>
internal sealed class RecordedReport : IAccessDirectoryReport
{
    /// <summary>The calls by name, but for those of every poll.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    public (int Keys, int Sessions, int Vehicles) Held { get; private set; }

    public void Followed(AccessDirectoryStatus status, (int Keys, int Sessions, int Vehicles) held) => Held = held;

    public void Failed(Exception exception, int attempt, DateTimeOffset? lastRead) => Said.Enqueue(nameof(Failed));

    public void Disbelieved(DateTimeOffset? lastRead) => Said.Enqueue(nameof(Disbelieved));

    public void Recovered(int attempts, long revision) => Said.Enqueue(nameof(Recovered));

    public void WentBack(long known, long found) => Said.Enqueue(nameof(WentBack));

    public void LookupFailed(Exception exception) => Said.Enqueue(nameof(LookupFailed));

    public void ListeningFailed(Exception exception) => Said.Enqueue(nameof(ListeningFailed));

    public void UsesFailed(Exception exception) => Said.Enqueue(nameof(UsesFailed));
}
