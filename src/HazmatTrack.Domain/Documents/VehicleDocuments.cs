using System.Collections.Immutable;
using HazmatTrack.Domain.Vehicles;

namespace HazmatTrack.Domain.Documents;

/// <summary>The documents of one vehicle, of all times; immutable.</summary>
public sealed record VehicleDocuments(ImmutableArray<Permit> Permits, ImmutableArray<Route> Routes)
{
    public static readonly VehicleDocuments None = new([], []);

    /// <summary>Those of any kind that are filed and cannot be read.</summary>
    public ImmutableArray<UnreadableDocument> Unreadable { get; init; } = [];

    /// <summary>Asked by a rule that would take it as a violation that there is no document.</summary>
    /// <param name="kind">The kind's id.</param>
    /// <exception cref="UnreadableDocumentException">There is one of this kind that cannot be read.</exception>
    public void EnsureReadable(string kind)
    {
        foreach (var document in Unreadable)
        {
            if (document.Kind == kind)
            {
                throw new UnreadableDocumentException(document);
            }
        }
    }
}

/// <summary>The documents of all vehicles as the registry stood at one revision; immutable, shared by all grains of a silo.</summary>
public interface IDocumentSource
{
    /// <summary>Another object whenever any document may have changed: until then what was asked for need not be asked for again.</summary>
    object Edition { get; }

    /// <summary>The newest filing that is among them.</summary>
    long Revision { get; }

    /// <summary>The documents of a vehicle; <see cref="VehicleDocuments.None"/> when nothing is filed.</summary>
    VehicleDocuments For(VehicleId vehicle);
}
