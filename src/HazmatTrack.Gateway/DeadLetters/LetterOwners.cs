using HazmatTrack.Contracts.Positions;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Access.Memory;
using HazmatTrack.Storage.DeadLetters;

namespace HazmatTrack.Gateway.DeadLetters;

/// <summary>
/// Finds whose a letter is: of the operator who has sent it, by its topic or its key; without one, of the operator who had the vehicle at the time of the
/// event. A sender that is not registered is nobody, so that no invented name gets a list of its own; nor is a record whose key and message name two
/// vehicles anybody's without a sender.
/// </summary>
internal sealed class LetterOwners(AccessDirectory directory, IAccessStore store)
{
    /// <summary>Completes once operators can be asked for.</summary>
    public Task LoadedAsync(CancellationToken cancellation) => directory.Loaded.WaitAsync(cancellation);

    /// <exception cref="AccessUnavailableException">It is not known, since the store does not answer.</exception>
    public async Task<IReadOnlyList<LetterContent>> ResolveAsync(IReadOnlyList<ReadLetter> letters, CancellationToken cancellation)
    {
        var registered = new HashSet<string>();
        foreach (var code in letters.Select(l => l.Sender).OfType<string>().Where(TransportOperator.IsCode).Distinct())
        {
            if (await directory.OperatorAsync(code, cancellation) is not null)
            {
                registered.Add(code);
            }
        }

        var vehicles = letters.Select(l => l.Content.Vehicle).OfType<VehicleId>().ToHashSet();
        var tenures = vehicles.Count == 0 ? null : (await store.TenuresOfAsync(vehicles, cancellation)).ToLookup(t => t.Vehicle);
        return [.. letters.Select(l =>
        {
            var had = l.Content.Vehicle is { } vehicle && tenures?[vehicle].Where(t => t.Includes(l.At)).Select(t => t.Operator).LastOrDefault() is { } code
                ? code : null;
            // Where key and message name two vehicles, and nobody has vouched for the key, it may be of either.
            var isOfTwo = l.Sender is null && l.Content.Reason == RejectReason.KeyMismatch.Code();
            var whose = l.Sender is null ? (isOfTwo ? null : had) : registered.Contains(l.Sender) ? l.Sender : null;
            return l.Content with { Operator = whose, IsOwn = had is not null && had == whose };
        })];
    }
}
