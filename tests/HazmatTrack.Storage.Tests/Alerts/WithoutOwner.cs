using HazmatTrack.Domain.Alerts;
using HazmatTrack.Storage.Alerts;

namespace HazmatTrack.Storage.Tests.Alerts;

internal static class WithoutOwner
{
    /// <summary>Applies changes in nobody's name, for tests in which no partition has an owner.</summary>
    public static Task ApplyAsync(this AlertStore store, IReadOnlyList<AlertChange> changes, CancellationToken cancellation) =>
        store.ApplyAsync(changes, [], cancellation);

    /// <summary>Restores events of no place in the topic.</summary>
    public static Task<int> RestoreAsync(this AlertStore store, IReadOnlyList<AlertEvent> delivered, CancellationToken cancellation) =>
        store.RestoreAsync(delivered, new("", -1, new Dictionary<int, RestoredTo>()), cancellation);
}
