using HazmatTrack.Access.Settings;
using HazmatTrack.Domain;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;
using HazmatTrack.Http.Errors;
using HazmatTrack.Http.OpenApi;
using HazmatTrack.Http.Requests;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Registry;

namespace HazmatTrack.Access.Administration;

/// <summary>Operators and their vehicles: changed by administrators, and read by each operator of itself.</summary>
internal sealed class OperatorEndpoints(IAccessStore store, AccessOptions options, TimeProvider time)
{
    private const string Path = "/api/v1/operators";
    private const string ExampleCode = "91310000DEMA00001B";
    private const int LargestBody = 2 * 1024 * 1024;
    private const int MostVehicles = 10_000;
    private const int Listed = 100, MostListed = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var code = QueryParameter.Path("code", "The operator's unified social credit code.", ExampleCode);
        var group = routes.MapGroup(Path).WithTags("Access").AddEndpointFilter(ProblemFilter.InvokeAsync);
        group.MapGet("/", (HttpContext context, OperatorEndpoints it) => it.ListAsync(context))
            .Requires(AccessAction.ManageAccess)
            .Describe("listOperators", "The operators, by code", "Those that are suspended too.")
            .Takes(QueryParameter.Cursor, QueryParameter.Limit(MostListed, Listed))
            .Produces<OperatorListView>()
            .Fails(ProblemCode.BadInput);
        group.MapGet("/{code}", (string code, HttpContext context, OperatorEndpoints it) => it.GetAsync(code, context))
            .Requires(AccessAction.ReadOperators)
            .Describe("getOperator", "One operator", "An operator's own people see their own.")
            .Takes(code)
            .Produces<OperatorView>()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound);
        group.MapPut("/{code}", (string code, HttpContext context, OperatorEndpoints it) => it.PutAsync(code, context))
            .Requires(AccessAction.ManageAccess)
            .WithMetadata(new RecordedAs(AuditAction.ChangeOperator))
            .Describe("putOperator", "Registers an operator, or changes it", "While it is suspended its people and keys are refused; its vehicles stay its own.")
            .Takes(code)
            .TakesBody<OperatorBody>()
            .Produces<OperatorView>()
            .Produces<OperatorView>(StatusCodes.Status201Created)
            .Fails(ProblemCode.BadInput, ProblemCode.SignInAgain, ProblemCode.CrossSite, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType);
        group.MapGet("/{code}/vehicles", (string code, HttpContext context, OperatorEndpoints it) => it.VehiclesAsync(code, context))
            .Requires(AccessAction.ReadOperators)
            .WithMetadata(new RecordedAs(AuditAction.ReadVehicle))
            .Describe("listOperatorVehicles", "The vehicles that an operator has now, by id", "An operator's own people see their own.")
            .Takes(code, QueryParameter.Cursor, QueryParameter.Limit(MostListed, Listed))
            .Produces<OperatorVehicleListView>()
            .Fails(ProblemCode.BadInput, ProblemCode.NotFound);
        group.MapPost("/{code}/vehicles", (string code, HttpContext context, OperatorEndpoints it) => it.RegisterAsync(code, context))
            .Requires(AccessAction.ManageAccess)
            .WithMetadata(new RecordedAs(AuditAction.ChangeOperator))
            .Describe(
                "registerVehicles", "Registers vehicles with an operator from now on",
                "Those of another operator stay with it, and are named: they are released there first. What was reported before belongs to whom they were then.")
            .Takes(code)
            .TakesBody<VehiclesBody>()
            .Produces<RegistrationView>()
            .Fails(
                ProblemCode.BadInput, ProblemCode.NotFound, ProblemCode.SignInAgain, ProblemCode.CrossSite, ProblemCode.BodyTooLarge,
                ProblemCode.UnsupportedMediaType);
        group.MapPost("/{code}/vehicles/release", (string code, HttpContext context, OperatorEndpoints it) => it.ReleaseAsync(code, context))
            .Requires(AccessAction.ManageAccess)
            .WithMetadata(new RecordedAs(AuditAction.ChangeOperator))
            .Describe("releaseVehicles", "Releases vehicles of an operator from now on", "They are nobody's then, and can be registered with another.")
            .Takes(code)
            .TakesBody<VehiclesBody>()
            .Produces<ReleaseView>()
            .Fails(ProblemCode.BadInput, ProblemCode.SignInAgain, ProblemCode.CrossSite, ProblemCode.BodyTooLarge, ProblemCode.UnsupportedMediaType);
    }

    private async Task<IResult> ListAsync(HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, "cursor", "limit");
        var (after, limit) = (query.Cursor(c => TransportOperator.IsCode(c)), query.Number("limit", 1, MostListed) ?? Listed);
        query.ThrowIfInvalid();
        var found = await store.OperatorsAsync(after, limit + 1, context.RequestAborted);
        return Results.Json(
            new([.. found.Take(limit).Select(ViewOf)], found.Count > limit ? found[limit - 1].Operator.Code : null), AdministrationJson.Wire.OperatorListView);
    }

    private async Task<IResult> GetAsync(string code, HttpContext context)
    {
        new QueryReader(context.Request.Query).ThrowIfInvalid();
        return CanSee(context.Caller(), code) && (await store.FindOperatorAsync(code, context.RequestAborted)).Value is { } found
            ? Results.Json(ViewOf(found), AdministrationJson.Wire.OperatorView)
            : Unknown(code);
    }

    private async Task<IResult> PutAsync(string code, HttpContext context)
    {
        if (Administrators.Refusal(context, options, time) is { } refusal)
        {
            return refusal;
        }

        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadAsync(context, LargestBody, faults, context.RequestAborted);
        var saved = new TransportOperator
        {
            Code = code,
            Name = body.RequiredText("name"),
            Province = body.Province("province", body.RequiredText("province")),
            Contact = body.OptionalText("contact")?.Trim() ?? "",
            IsSuspended = body.Flag("suspended") ?? false,
        };
        body.RefuseOthers();
        foreach (var (field, why) in saved.Faults().Where(f => !faults.Has(f.Field)))
        {
            faults.Add(field, FaultCode.Invalid, why);
        }

        faults.ThrowIfAny();
        context.Look().Object = ("operator", code);
        var result = await store.SaveOperatorAsync(saved, Administrators.NameOf(context.Caller()), VersionCondition.None, context.RequestAborted);
        context.Did("operator", code, DeedOf(result, saved));
        return Results.Json(
            ViewOf(result.Current!), AdministrationJson.Wire.OperatorView,
            statusCode: result.Outcome == SaveOutcome.Created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private async Task<IResult> VehiclesAsync(string code, HttpContext context)
    {
        var query = new QueryReader(context.Request.Query, "cursor", "limit");
        var (after, limit) = (query.Cursor(c => VehicleId.TryParse(c, out _)), query.Number("limit", 1, MostListed) ?? Listed);
        query.ThrowIfInvalid();
        if (!CanSee(context.Caller(), code) || (await store.FindOperatorAsync(code, context.RequestAborted)).Value is null)
        {
            return Unknown(code);
        }

        var found = await store.VehiclesOfAsync(code, after is null ? null : VehicleId.Parse(after), limit + 1, context.RequestAborted);
        var page = found.Take(limit).ToList();
        var look = context.Look();
        (look.Object, look.Vehicles, look.Rows) = (("operator", code), [.. page.Select(v => v.Vehicle)], page.Count);
        return Results.Json(
            new([.. page.Select(v => new OperatorVehicleView(v.Vehicle.ToString(), v.Since))],
                found.Count > limit ? found[limit - 1].Vehicle.ToString() : null),
            AdministrationJson.Wire.OperatorVehicleListView);
    }

    private async Task<IResult> RegisterAsync(string code, HttpContext context)
    {
        if (Administrators.Refusal(context, options, time) is { } refusal)
        {
            return refusal;
        }

        var vehicles = await ReadVehiclesAsync(code, context);
        if (await store.RegisterVehiclesAsync(code, vehicles, Administrators.NameOf(context.Caller()), context.RequestAborted) is not { } done)
        {
            return Unknown(code);
        }

        DidWith(done.Registered, Deeds.VehiclesRegistered, code, context);
        return Results.Json(
            new(done.Registered.Count, done.Already, [.. done.Refused.Select(r => r.Vehicle.ToString())]), AdministrationJson.Wire.RegistrationView);
    }

    private async Task<IResult> ReleaseAsync(string code, HttpContext context)
    {
        if (Administrators.Refusal(context, options, time) is { } refusal)
        {
            return refusal;
        }

        var vehicles = await ReadVehiclesAsync(code, context);
        var released = await store.ReleaseVehiclesAsync(code, vehicles, Administrators.NameOf(context.Caller()), context.RequestAborted);
        DidWith(released, Deeds.VehiclesReleased, code, context);
        return Results.Json(new(released.Count), AdministrationJson.Wire.ReleaseView);
    }

    /// <summary>The vehicles of a call that are not done, such as those of another operator, are not in its entry.</summary>
    private static void DidWith(IReadOnlyList<VehicleId> vehicles, string deed, string code, HttpContext context)
    {
        context.Did("operator", code, vehicles.Count > 0 ? deed : Deeds.Unchanged);
        context.Look().Vehicles = vehicles;
    }

    /// <summary>Whether it was suspended or resumed, and whether anything else of it was changed.</summary>
    private static string DeedOf(OperatorSave result, TransportOperator saved)
    {
        var before = result.Before?.Operator;
        var first = result.Outcome switch
        {
            SaveOutcome.Unchanged => Deeds.Unchanged,
            SaveOutcome.Created => Deeds.Registered,
            _ => before is not null && before with { IsSuspended = saved.IsSuspended } == saved ? null : Deeds.Changed,
        };
        var second = result.Outcome == SaveOutcome.Unchanged || saved.IsSuspended == (before?.IsSuspended ?? false) ? null
            : saved.IsSuspended ? Deeds.Suspended
            : Deeds.Resumed;
        return string.Join(", ", new[] { first, second }.OfType<string>());
    }

    private static async Task<IReadOnlyCollection<VehicleId>> ReadVehiclesAsync(string code, HttpContext context)
    {
        var faults = new QueryReader(context.Request.Query).Faults;
        using var body = await JsonBody.ReadAsync(context, LargestBody, faults, context.RequestAborted);
        var vehicles = body.Vehicles("vehicles", MostVehicles);
        body.RefuseOthers();
        faults.ThrowIfAny();
        (context.Look().Object, context.Look().Vehicles) = (("operator", code), vehicles);
        return vehicles;
    }

    private static bool CanSee(Caller caller, string code) =>
        caller.Roles.Contains(Role.Administrator) || caller.ScopeFor(AccessAction.ReadOperators).Operator == code;

    public static LocalText NotRegistered(string code) => new($"没有登记统一社会信用代码为 {code} 的企业。", $"No operator is registered with the code {code}.");

    private static IResult Unknown(string code) => Problems.NotFound(NotRegistered(code));

    private static OperatorView ViewOf(StoredOperator stored) => new(
        stored.Operator.Code, stored.Operator.Name, stored.Operator.Province.ToString(), stored.Operator.Contact, stored.Operator.IsSuspended, stored.Version,
        stored.ChangedAt);
}
