using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Web.Seen;

namespace HazmatTrack.Web.Registry;

/// <summary>
/// Applies <see cref="Visibility"/> to documents. A document of a vehicle is seen with the vehicle, and by the authorities of the provinces that it was filed
/// for; one of an operator by the operator and by authorities; one of a person by authorities; one of an area or of everything by everybody.
/// </summary>
internal sealed class DocumentSights(VehicleSights vehicles, ProvinceMap map)
{
    /// <summary>Whether a document is within a scope.</summary>
    /// <exception cref="TimeoutException">A part does not answer, so that this is unknown.</exception>
    public async Task<bool> SeesAsync(AccessScope scope, IDocument document, CancellationToken cancellation) =>
        (await WithinAsync(scope, [document], d => d, cancellation)).Count > 0;

    /// <summary>Whether a caller with this scope may file or withdraw a document, or a version of it.</summary>
    public bool MayFile(AccessScope scope, IDocument document) => Visibility.CanFile(
        scope, document.Subject.Vehicle is { } vehicle ? HomeProvince.FromPlate(vehicle.ToString()) : ProvinceCode.None, document.ConcernedIn(map));

    /// <summary>Those of some documents that are within a scope, in the same order.</summary>
    /// <param name="documentOf">The document of an item.</param>
    /// <exception cref="TimeoutException">A part does not answer, so that this is unknown.</exception>
    public async Task<IReadOnlyList<T>> WithinAsync<T>(
        AccessScope scope, IReadOnlyList<T> items, Func<T, IDocument> documentOf, CancellationToken cancellation)
    {
        var concerned = items.Select(documentOf).Select(d => IsConcerned(scope, d)).ToList();
        var open = items.Zip(concerned).Where(i => !i.Second).Select(i => documentOf(i.First).Subject.Vehicle).OfType<VehicleId>().Distinct().ToList();
        var seen = await vehicles.SeenOfAsync(scope, open, cancellation);
        return
        [
            .. items.Zip(concerned)
                .Where(i => i.Second || (documentOf(i.First).Subject.Vehicle is { } vehicle && seen.Contains(vehicle)))
                .Select(i => i.First),
        ];
    }

    /// <summary>
    /// Those of some documents that a scope sees with the persons in full: by <see cref="Visibility.CanSeePersons"/> for those of a vehicle; those of an
    /// operator by it; every other by officers; and by those who file them.
    /// </summary>
    /// <exception cref="TimeoutException">A part does not answer, so that this is unknown.</exception>
    public async Task<IReadOnlySet<IDocument>> InFullAsync(AccessScope scope, IReadOnlyList<IDocument> documents, CancellationToken cancellation)
    {
        var facts = await vehicles.AboutPersonsAsync(
            scope, [.. documents.Select(d => d.Subject.Vehicle).OfType<VehicleId>().Distinct()], cancellation);
        return documents.Where(d => MayFile(scope, d) || (d.Subject.Binding switch
        {
            DocumentBinding.Vehicle => Visibility.CanSeePersons(scope, facts[d.Subject.Vehicle!.Value], d.ValidFrom),
            DocumentBinding.Operator when scope.Operator is { } own && own == d.Subject.Key => true,
            _ => scope.Governs.Bits != 0,
        })).ToHashSet<IDocument>(ReferenceEqualityComparer.Instance);
    }

    /// <summary>Whether the scope has it, wherever a vehicle is.</summary>
    private bool IsConcerned(AccessScope scope, IDocument document)
    {
        var provinces = scope.Inspects.Bits | scope.Governs.Bits;
        return document.Subject.Binding switch
        {
            DocumentBinding.Vehicle => provinces != 0 && (provinces & document.ConcernedIn(map).Bits) != 0,
            DocumentBinding.Operator => provinces != 0 || (scope.Operator is { } own && own == document.Subject.Key),
            DocumentBinding.Person => provinces != 0,
            _ => true,
        };
    }
}
