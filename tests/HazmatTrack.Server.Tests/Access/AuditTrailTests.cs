using System.Collections.Frozen;
using System.Security.Claims;
using System.Security.Cryptography;
using HazmatTrack.Access.Providers;
using HazmatTrack.Access.Recording;
using HazmatTrack.Access.Settings;
using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Audit;
using HazmatTrack.Domain.Provinces;
using HazmatTrack.Domain.Vehicles;
using HazmatTrack.Http.Access;
using HazmatTrack.Storage.Access;
using HazmatTrack.Storage.Audit;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Prometheus;

namespace HazmatTrack.Server.Tests.Access;

/// <summary>What the record has of a call, whatever its client does.</summary>
public sealed class AuditTrailTests : IAsyncDisposable
{
    private static readonly VehicleId s_truck = new("沪A10001", PlateColour.Yellow);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hazmat-trail-");
    private ServiceProvider? _services;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private AuditStore Store => _services!.GetRequiredService<AuditStore>();

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        _folder.Delete(true);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public async Task A_list_that_is_read_again_is_one_look_and_asking_for_one_vehicle_again_is_another(bool isList, int entries)
    {
        var required = new RequiredAccess(AccessAction.ReadVehicles, isList ? AccessReach.ManyVehicles : AccessReach.OneVehicle);
        await CallAsync("GET", 200, required);
        await CallAsync("GET", 200, required);
        Assert.Equal(entries, (await EntriesAsync()).Count);
    }

    [Fact]
    public async Task A_change_is_recorded_also_where_its_client_has_gone_and_a_look_is_not()
    {
        var gone = new CancellationToken(canceled: true);
        await CallAsync("POST", 201, new(AccessAction.FileDocuments, AccessReach.OneVehicle), aborted: gone);
        await CallAsync("POST", 202, new(AccessAction.ChangeOperation, AccessReach.NoVehicle), aborted: gone);
        await CallAsync("POST", 201, new(AccessAction.ManageAccess, AccessReach.NoVehicle), aborted: gone);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => CallAsync("GET", 200, new(AccessAction.ReadVehicles, AccessReach.OneVehicle), aborted: gone));
        Assert.Equal(
            [AuditAction.FileDocument, AuditAction.ChangeOperation, AuditAction.ChangeKey], (await EntriesAsync()).Select(e => e.Action));
    }

    [Theory]
    [InlineData(Role.Operator, 0)]
    [InlineData(Role.Administrator, 0)]
    [InlineData(Role.Auditor, 0)]
    [InlineData(Role.Inspector, 310000)]
    [InlineData(Role.ProvinceOfficer, 310000)]
    public async Task Only_people_and_keys_of_an_authority_are_recorded_as_its_own_whatever_province_is_said_of_others(Role role, int province)
    {
        var caller = SomePeople.Everybody.Caller with { Roles = new[] { role }.ToFrozenSet(), Provinces = default(ProvinceSet).With(ProvinceCode.Shanghai) };
        await CallAsync("POST", 200, new(AccessAction.ReadVehicles, AccessReach.OneVehicle), caller: caller);
        await CallAsync("POST", 200, new(AccessAction.ReadVehicles, AccessReach.OneVehicle), caller: caller with { Issuer = AccessKey.Issuer });
        Assert.All(await EntriesAsync(), e => Assert.Equal(province, e.Actor.Province.Number));
    }

    private static readonly Provider s_provider = new("main", new() { Authority = "https://id.example.cn" }, null);

    [Fact]
    public async Task A_sign_in_by_the_provider_is_recorded_with_the_person_whether_it_succeeds_is_refused_or_fails()
    {
        _services ??= await ServicesAsync();
        var options = _services.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(s_provider.Scheme);
        var scheme = new AuthenticationScheme(s_provider.Scheme, null, typeof(OpenIdConnectHandler));
        var person = new ClaimsPrincipal(new CallerIdentity(SomePeople.Everybody.Caller, "Test"));

        var (context, response) = NewContext(new(canceled: true));
        await options.Events.TicketReceived(new(context, scheme, options, new(person, s_provider.Scheme)));
        await response.StartAsync();

        (context, response) = NewContext();
        using var key = RSA.Create(2048);
        var stranger = new ClaimsPrincipal(new ClaimsIdentity([new("iss", "https://id.example.cn"), new("sub", "stranger")]));
        var validated = new TokenValidatedContext(context, scheme, options, stranger, new())
        {
            SecurityToken = new(new(new SigningCredentials(new RsaSecurityKey(key), SecurityAlgorithms.RsaSha256)), []),
        };
        await options.Events.TokenValidated(validated);
        await options.Events.RemoteFailure(new(context, scheme, options, validated.Result!.Failure!));
        await response.StartAsync();
        Assert.Equal("/?sign-in=refused&why=no-role", context.Response.Headers.Location);

        (context, response) = NewContext();
        await options.Events.RemoteFailure(new(context, scheme, options, new InvalidOperationException("no state")));
        await response.StartAsync();
        Assert.Equal("/?sign-in=failed&why=other", context.Response.Headers.Location);

        var entries = await EntriesAsync();
        Assert.All(entries, e => Assert.Equal(AuditAction.SignIn, e.Action));
        Assert.Equal([AuditOutcome.Allowed, AuditOutcome.Refused, AuditOutcome.Failed], entries.Select(e => e.Outcome));
        Assert.Equal(["everybody", null, null], entries.Select(e => e.Actor.Subject));
        Assert.Equal(("person", "https://id.example.cn stranger no-role"), (entries[1].ObjectKind, entries[1].ObjectId));
    }

    /// <summary>Answers a call at an endpoint that names the truck.</summary>
    private async Task CallAsync(string method, int status, RequiredAccess required, Caller? caller = null, CancellationToken aborted = default)
    {
        _services ??= await ServicesAsync();
        var (context, response) = NewContext(aborted);
        context.Request.Method = method;
        context.User = new(new CallerIdentity((caller ?? SomePeople.Everybody.Caller) with { Session = "s" }, "Test"));
        context.SetEndpoint(new(null, new(required), null));
        var app = new ApplicationBuilder(_services);
        AuditTrail.Use(app);
        app.Run(c =>
        {
            (c.Response.StatusCode, c.Look().Vehicles) = (status, [s_truck]);
            return Task.CompletedTask;
        });
        await app.Build()(context);
        await response.StartAsync();
    }

    private (DefaultHttpContext Context, SomeResponse Response) NewContext(CancellationToken aborted = default)
    {
        var response = new SomeResponse();
        var context = new DefaultHttpContext { RequestServices = _services!, RequestAborted = aborted };
        context.Features.Set<IHttpResponseFeature>(response);
        context.Request.Method = "GET";
        return (context, response);
    }

    private async Task<ServiceProvider> ServicesAsync()
    {
        var store = await AuditStore.OpenSqliteAsync(Path.Combine(_folder.FullName, "audit.db"), TimeProvider.System, Stop);
        var services = new ServiceCollection();
        services.AddLogging().AddAuthentication().AddProvider(s_provider, TimeSpan.FromHours(12), isSecure: true);
        return services.AddSingleton(TimeProvider.System).AddSingleton(_ => store)
            .AddSingleton(p => new AuditWriter(p.GetRequiredService<AuditStore>(), TimeProvider.System))
            .AddSingleton(new AccessOptions()).AddSingleton<RepeatedLooks>().AddSingleton<AnonymousRefusals>().AddSingleton<AuditTrail>()
            .AddSingleton<IMetricFactory>(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry())).AddSingleton<SignInMetrics>().BuildServiceProvider();
    }

    private async Task<List<AuditEntry>> EntriesAsync() =>
        [.. (await Store.ReadAsync(1, 100, Stop)).Select(r => AuditCodec.Decode(r.Body.Span).Entry)];

    /// <summary>Keeps what is to be done before the first byte.</summary>
    private sealed class SomeResponse : HttpResponseFeature
    {
        private readonly List<Func<Task>> _before = [];

        public override void OnStarting(Func<object, Task> callback, object state) => _before.Insert(0, () => callback(state));

        public async Task StartAsync()
        {
            foreach (var call in _before)
            {
                await call();
            }
        }
    }
}
