using HazmatTrack.Domain.Provinces;
using HazmatTrack.Storage.Access;

namespace HazmatTrack.Access.Demo;

/// <summary>Registers the operators of the demo's people when the program starts: one whose operator is unknown is not let in.</summary>
internal sealed class DemoOperators(IAccessStore store) : IHostedService
{
    private const string By = "demo";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await SaveAsync(DemoPeople.OperatorA, "甲运输企业（演示）", ProvinceCode.Shanghai, cancellationToken);
        await SaveAsync(DemoPeople.OperatorB, "乙运输企业（演示）", ProvinceCode.Jiangsu, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>One that is registered already stays as it is.</summary>
    private Task<OperatorSave> SaveAsync(string code, string name, ProvinceCode province, CancellationToken cancellation) =>
        store.SaveOperatorAsync(new() { Code = code, Name = name, Province = province }, By, new() { MustNotExist = true }, cancellation);
}
