CREATE POLICY "audit_entries_together" ON "audit_entries" AS PERMISSIVE FOR INSERT TO "spillway_customer" WITH CHECK (customer_id = any (string_to_array(current_setting('spillway.customers', true), ' ')));--> statement-breakpoint
CREATE POLICY "usage_batches_together" ON "usage_batches" AS PERMISSIVE FOR INSERT TO "spillway_customer" WITH CHECK (customer_id = any (string_to_array(current_setting('spillway.customers', true), ' ')));--> statement-breakpoint
-- Requests of several customers are recorded by one transaction (server/usage/record/group-commit.ts): a function that
-- writes for one customer is called for one after the other, and sees the rows of that one alone.
-- The customer that a function is called for: the one of the transaction, or one of those that it is for.
CREATE FUNCTION for_customer(customer text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF current_user <> 'spillway_customer' OR customer = current_setting('spillway.customer_id', true) THEN
    RETURN customer;
  END IF;
  IF customer = ANY (string_to_array(current_setting('spillway.customers', true), ' ')) THEN
    RETURN set_config('spillway.customer_id', customer, true);
  END IF;
  RAISE EXCEPTION 'This transaction is not for the customer %.', customer USING ERRCODE = 'insufficient_privilege';
END $$;
--> statement-breakpoint
-- What records of one customer are judged against: meters, clouds, the limits on these meters, the machines of these
-- names. The meters are shared until the transaction ends: one is added, or its unit and kind change, before or after.
CREATE FUNCTION customer_facts(customer text, slugs text[], names text[]) RETURNS json LANGUAGE plpgsql AS $$
BEGIN
  RETURN (
    SELECT json_build_object('timeZone', c.time_zone, 'earlier', c.earlier_zones,
      'meters', (SELECT coalesce(json_agg(json_build_object('slug', m.slug, 'kind', m.kind, 'name', m.name, 'unit', m.unit,
                                                            'plausibleRecord', m.plausible_record::text, 'filter', m.filter)), '[]')
                   FROM recording_meters(slugs) m),
      'clouds', (SELECT coalesce(json_agg(json_build_object('id', h.id, 'slug', h.slug)), '[]') FROM clouds h),
      'limits', (SELECT coalesce(json_agg(json_build_object(
                          'id', p.id, 'meter', p.meter, 'period', p.period, 'anchorDay', p.anchor_day,
                          'scopeCloudId', p.scope_cloud_id, 'validFrom', p.valid_from, 'validTo', p.valid_to)), '[]')
                   FROM subscription_parameters p WHERE p.customer_id = c.id AND p.meter = ANY (slugs)),
      'machines', (SELECT coalesce(json_agg(json_build_object(
                            'id', m.id, 'serial', m.serial, 'instanceId', m.instance_id, 'cloudId', m.cloud_id,
                            'overflow', m.kind = 'overflow', 'serviceId', m.service_id, 'service', s.slug,
                            'storageCloudId', r.cloud_id) ORDER BY m.retired_at IS NULL, m.created_at), '[]')
                     FROM machines m JOIN services s ON s.id = m.service_id
                     LEFT JOIN storage_repositories r ON r.customer_id = m.customer_id AND r.machine_id = m.id
                    WHERE m.customer_id = c.id
                      AND (m.id = ANY (names) OR m.serial = ANY (names) OR m.instance_id = ANY (names))))
      FROM customers c WHERE c.id = customer);
END $$;
--> statement-breakpoint
-- The same and whose figures count, to record by: neither those nor the limits change until the transaction ends, since
-- whoever changes them holds the customer's use. NULL where that is held and it does not wait.
CREATE FUNCTION recording_facts(customer text, slugs text[], names text[], waits boolean)
RETURNS TABLE (facts json, authorities json) LANGUAGE plpgsql AS $$
BEGIN
  IF NOT waits AND (NOT pg_try_advisory_xact_lock_shared(usage_lock(customer)) OR EXISTS (
    SELECT FROM (SELECT DISTINCT meter_lock(slug) AS key FROM unnest(slugs) AS slug) AS keys
     WHERE NOT pg_try_advisory_xact_lock_shared(keys.key))) THEN
    RETURN;
  END IF;
  -- The meters' locks before that of the use.
  PERFORM FROM recording_meters(slugs);
  SELECT coalesce(json_agg(json_build_object('cloudId', a.cloud_id, 'meter', a.meter, 'sourceKind', a.source_kind,
                                             'validFrom', a.valid_from) ORDER BY a.valid_from), '[]')
    INTO authorities FROM recording_authorities(customer, slugs) a;
  facts := customer_facts(customer, slugs, names);
  RETURN NEXT;
END $$;
--> statement-breakpoint
-- Marks where use of one customer changed: a standing for each window, made where there is none. Wakes the evaluators
-- at commit where it marks any.
CREATE FUNCTION mark_standings(customer text, ids text[], parameters text[], meters text[], starts timestamptz[], ends timestamptz[],
                               marked_at timestamptz, corrected timestamptz) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  marked integer;
BEGIN
  INSERT INTO standings AS s (customer_id, id, parameter_id, meter, window_start, window_end, dirty, dirty_at, over, corrected_at)
  SELECT customer, u.id, u.parameter, u.meter, u.starts, u.ends, true, marked_at, false, corrected
    FROM unnest(ids, parameters, meters, starts, ends) AS u (id, parameter, meter, starts, ends)
  ON CONFLICT (customer_id, parameter_id, window_start)
    DO UPDATE SET dirty = true, dirty_at = CASE WHEN s.dirty THEN s.dirty_at ELSE excluded.dirty_at END,
                  corrected_at = coalesce(excluded.corrected_at, s.corrected_at)
    WHERE NOT s.dirty OR excluded.corrected_at IS NOT NULL;
  GET DIAGNOSTICS marked = ROW_COUNT;
  IF marked > 0 THEN PERFORM pg_notify('spillway_work', 'standing'); END IF;
  RETURN marked;
END $$;
