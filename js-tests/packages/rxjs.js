// rxjs: creation, operators, subjects, schedulers, errors, backpressure in time.
const { of, from, interval, range, Subject, BehaviorSubject, ReplaySubject, merge, concat, combineLatest, forkJoin, throwError, timer, firstValueFrom, lastValueFrom, EMPTY, defer } = require('rxjs');
const { map, filter, reduce, scan, take, mergeMap, concatMap, switchMap, catchError, retry, debounceTime, bufferCount, toArray, distinctUntilChanged, share, finalize, delay, takeUntil, zipWith, groupBy, timeout } = require('rxjs/operators');
range(1, 10).pipe(filter((x) => x % 2), map((x) => x * x), reduce((a, b) => a + b)).subscribe((x) => console.log('sum of odd squares', x));
of(1, 1, 2, 2, 1).pipe(distinctUntilChanged(), scan((a, x) => [...a, x], []), bufferCount(2)).subscribe((x) => console.log(JSON.stringify(x)));
const subject = new Subject();
const shared = subject.pipe(share());
shared.subscribe({ next: (x) => console.log('first', x), complete: () => console.log('complete') });
subject.next(1);
shared.subscribe((x) => console.log('second', x));
subject.next(2);
subject.complete();
new BehaviorSubject('initial').subscribe(console.log);
const replay = new ReplaySubject(2);
[1, 2, 3].forEach((x) => replay.next(x));
replay.pipe(takeUntil(EMPTY), toArray()).subscribe();
replay.subscribe((x) => console.log('replayed', x));
let attempts = 0;
defer(() => (++attempts < 3 ? throwError(() => new Error(`attempt ${attempts}`)) : of('third time'))).pipe(retry(5), finalize(() => console.log('finalized'))).subscribe(console.log);
throwError(() => new RangeError('boom')).pipe(catchError((error) => of(error.name))).subscribe(console.log);
from('abcab').pipe(groupBy((c) => c), mergeMap((group) => group.pipe(toArray(), map((all) => group.key + all.length)))).subscribe(console.log);
(async () => {
  console.log(await lastValueFrom(interval(2).pipe(take(4), concatMap((x) => of(x * 10).pipe(delay(1))), toArray())));
  console.log(await lastValueFrom(combineLatest([of(1, 2), of('a', 'b')]).pipe(toArray())), await lastValueFrom(forkJoin({ x: timer(3).pipe(map(() => 'x')), y: Promise.resolve('y') })));
  console.log(await lastValueFrom(concat(of(1), timer(5).pipe(map(() => 2)), merge(of(3), of(4))).pipe(zipWith(of('a', 'b', 'c')), toArray())));
  console.log(await lastValueFrom(interval(10).pipe(take(3), switchMap((x) => timer(1).pipe(map(() => x))), toArray())), await firstValueFrom(from([1, 2]).pipe(debounceTime(5))));
  console.log(await lastValueFrom(timer(50).pipe(timeout(5), catchError((error) => of(error.name)))), await firstValueFrom(EMPTY).catch((error) => error.name));
})();
