using HazmatTrack.Domain;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Server.Tests.Registry;

/// <summary>A registry that counts the questions for documents of vehicles, and lets something happen between the answer and its taking.</summary>
internal sealed class HookedRegistry(IRegistryStore store) : ForwardingRegistry
{
    public int Questions { get; private set; }

    public Func<Task>? AfterReading { get; set; }

    /// <summary>What happens after each answer on what was filed.</summary>
    public Func<Task>? AfterFilings { get; set; }

    /// <summary>What happens after each answer about one document.</summary>
    public Func<Task>? AfterGet { get; set; }

    protected override IRegistryStore Store => store;

    public override async Task<DocumentVersion<T>?> GetAsync<T>(DocumentKind<T> kind, string number, Instant? asOf, CancellationToken cancellation)
    {
        var answer = await base.GetAsync(kind, number, asOf, cancellation);
        if (AfterGet is { } happens)
        {
            await happens();
        }

        return answer;
    }

    public override async Task<(long Revision, IReadOnlyList<IDocument> Documents)> OfVehiclesAsync(
        IReadOnlyCollection<VehicleId> vehicles, Instant? since, CancellationToken cancellation)
    {
        Questions++;
        var answer = await base.OfVehiclesAsync(vehicles, since, cancellation);
        if (AfterReading is { } happens)
        {
            await happens();
        }

        return answer;
    }

    public override async Task<FilingPage> FilingsAsync(long after, long upTo, Func<VehicleId, bool> concerns, int limit, CancellationToken cancellation)
    {
        var page = await base.FilingsAsync(after, upTo, concerns, limit, cancellation);
        if (AfterFilings is { } happens)
        {
            await happens();
        }

        return page;
    }
}
