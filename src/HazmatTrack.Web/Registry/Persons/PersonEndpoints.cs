using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Documents;
using HazmatTrack.Domain.Documents.Fields;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Web.Registry.Persons;

/// <summary>
/// A person's own data, which an authority hands out to the person on request (个人信息保护法 art. 45). The number is in the body, since addresses are in logs.
/// </summary>
internal static class PersonEndpoints
{
    private const int LargestBody = 4000;

    public static void Map(RouteGroupBuilder routes) => routes.MapPost("/persons/export", ExportAsync)
        .Requires(AccessAction.ExportPersons, AccessReach.ManyVehicles, asksPurpose: true)
        .WithMetadata(new RecordedAs(AuditAction.Export))
        .WithTags("Registry")
        .Describe(
            "exportPerson",
            "All documents of a person, for the person",
            "Every version of every document that is the person's or names the person. In documents of vehicles, which may name others too, persons are masked.")
        .TakesBody<PersonExportBody>()
        .Answers(PersonSchemas.Export)
        .Fails(
            ProblemCode.BadInput, ProblemCode.CrossSite, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType, ProblemCode.RecordDamaged,
            ProblemCode.StoreUnavailable);

    private static async Task<IResult> ExportAsync(
        HttpContext context, DocumentCatalog catalog, IRegistryStore store, DocumentSights sights, CancellationToken cancellation)
    {
        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadAsync(context, LargestBody, faults, cancellation);
        if (!SubjectKeys.TryParse(DocumentBinding.Person, body.Text("person"), out var person))
        {
            body.Faults.Add("person", FaultCode.Invalid, SubjectKeys.Expected(DocumentBinding.Person));
        }

        body.RefuseOthers();
        faults.ThrowIfAny();
        var look = context.Look();
        PersonLook.Note(context, person!.Value);
        var collecting = new PersonDocuments(
            store, sights, context.Caller().ScopeFor(AccessAction.ExportPersons), person.Value, cancellation);
        var documents = new List<PersonDocumentView>();
        foreach (var kind in catalog.Kinds)
        {
            documents.AddRange(await kind.Accept(collecting));
        }

        look.Rows = documents.Count;
        look.Vehicles = [.. documents.Select(VehicleOf).OfType<VehicleId>().Distinct()];
        return Results.Json(new PersonExportView(person.Value.Key!, documents), PersonJson.Wire.PersonExportView);
    }

    private static VehicleId? VehicleOf(PersonDocumentView found) =>
        found.Document.TryGetProperty("vehicle", out var vehicle) && VehicleId.TryParse(vehicle.GetString(), out var id, out _) ? id : null;
}
